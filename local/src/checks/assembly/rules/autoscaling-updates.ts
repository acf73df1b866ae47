import { at, listAt, numberAt, objectAt, stringAt } from '../../../assembly/json';
import { textOf } from '../../../assembly/text';
import { resourceRule, type Rule } from '../rule';

const FLEET = 'AWS::AutoScaling::AutoScalingGroup';
const PROCESSES = ['Launch', 'Terminate', 'AddToLoadBalancer'];

/** How groups are updated, and how they scale. */
export const AUTOSCALING_UPDATE_RULES: readonly Rule[] = [
  resourceRule('autoscaling.update-policy', FLEET, function* ({ updatePolicy, properties }) {
    const rolling = objectAt(updatePolicy, 'AutoScalingRollingUpdate');
    const [inService, most] = [numberAt(rolling, 'MinInstancesInService'), numberAt(properties, 'MaxSize')];
    if (inService !== undefined && most !== undefined && inService >= most) {
      yield {
        path: 'UpdatePolicy.AutoScalingRollingUpdate.MinInstancesInService',
        message: `must be less than MaxSize (${most}), or no host could be replaced`,
        value: inService,
        fix: 'lower it or raise MaxSize',
      };
    }
    const suspended = listAt(rolling, 'SuspendProcesses')
      .map(textOf)
      .find((process) => ['Launch', 'Terminate'].includes(process));
    if (suspended !== undefined) {
      yield {
        path: 'UpdatePolicy.AutoScalingRollingUpdate.SuspendProcesses',
        message: 'an update cannot replace hosts without this process',
        value: suspended,
        fix: 'remove it',
        severity: 'warning',
      };
    }
    const preferences = objectAt(updatePolicy, 'AutoScalingInstanceRefresh', 'Preferences');
    const [low, high] = [numberAt(preferences, 'MinHealthyPercentage'), numberAt(preferences, 'MaxHealthyPercentage')];
    if (low !== undefined && (low < 0 || low > 100)) {
      yield {
        path: 'UpdatePolicy.AutoScalingInstanceRefresh.Preferences.MinHealthyPercentage',
        message: 'must be from 0 to 100',
        value: low,
        fix: 'write 100',
      };
    }
    if (high !== undefined && (high < 100 || high > 200)) {
      yield {
        path: 'UpdatePolicy.AutoScalingInstanceRefresh.Preferences.MaxHealthyPercentage',
        message: 'must be from 100 to 200',
        value: high,
        fix: 'write 110',
      };
    }
    if (low !== undefined && high !== undefined && high - low > 100) {
      yield {
        path: 'UpdatePolicy.AutoScalingInstanceRefresh.Preferences',
        message: 'minimum and maximum must not differ by more than 100',
        value: `${low}, ${high}`,
        fix: 'bring them closer',
      };
    }
  }),

  resourceRule(
    'autoscaling.suspended',
    FLEET,
    function* ({ properties }) {
      const suspended = listAt(properties, 'SuspendedProcesses')
        .map(textOf)
        .find((process) => PROCESSES.includes(process));
      if (suspended !== undefined) {
        yield {
          path: 'Properties.SuspendedProcesses',
          message: 'a group without this process does not heal itself',
          value: suspended,
          fix: 'remove it',
        };
      }
    },
    'warning',
  ),

  resourceRule('autoscaling.lifecycle-hook', 'AWS::AutoScaling::LifecycleHook', function* ({ properties }, { graph }) {
    const transition = properties.LifecycleTransition;
    if (typeof transition === 'string' && !['autoscaling:EC2_INSTANCE_LAUNCHING', 'autoscaling:EC2_INSTANCE_TERMINATING'].includes(transition)) {
      yield {
        path: 'Properties.LifecycleTransition',
        message: 'must be autoscaling:EC2_INSTANCE_LAUNCHING or autoscaling:EC2_INSTANCE_TERMINATING',
        value: transition,
        fix: 'name one of them',
      };
    }
    const node = graph.follow(properties.AutoScalingGroupName);
    if (node && node.type !== FLEET) {
      yield {
        path: 'Properties.AutoScalingGroupName',
        message: `must be an Auto Scaling group, and ${node.logicalId} is a ${node.type}`,
        value: properties.AutoScalingGroupName,
        fix: 'name the group',
      };
    }
    const timeout = numberAt(properties, 'HeartbeatTimeout');
    if (timeout !== undefined && (timeout < 30 || timeout > 7200)) {
      yield {
        path: 'Properties.HeartbeatTimeout',
        message: 'must be from 30 to 7200 seconds',
        value: timeout,
        fix: 'choose a value in this range',
      };
    }
  }),

  resourceRule('autoscaling.policy', 'AWS::AutoScaling::ScalingPolicy', function* ({ properties }, { graph }) {
    const node = graph.follow(properties.AutoScalingGroupName);
    if (node && node.type !== FLEET) {
      yield {
        path: 'Properties.AutoScalingGroupName',
        message: `must be an Auto Scaling group, and ${node.logicalId} is a ${node.type}`,
        value: properties.AutoScalingGroupName,
        fix: 'name the group',
      };
    }
    const tracking = objectAt(properties, 'TargetTrackingConfiguration');
    if (properties.PolicyType === 'TargetTrackingScaling' && !tracking) {
      yield {
        path: 'Properties.TargetTrackingConfiguration',
        message: 'a target-tracking policy must have a target',
        fix: 'set it',
      };
    }
    const type = stringAt(properties, 'PolicyType') ?? 'SimpleScaling';
    if (!['SimpleScaling', 'StepScaling', 'TargetTrackingScaling', 'PredictiveScaling'].includes(type)) {
      yield {
        path: 'Properties.PolicyType',
        message: 'no such kind of policy',
        value: type,
        fix: 'write TargetTrackingScaling',
      };
    } else if (tracking && type !== 'TargetTrackingScaling') {
      yield {
        path: 'Properties.PolicyType',
        message: 'only a target-tracking policy has a target',
        value: type,
        fix: 'write TargetTrackingScaling',
      };
    }
    if (tracking && ['PredefinedMetricSpecification', 'CustomizedMetricSpecification'].every((key) => tracking[key] === undefined)) {
      yield {
        path: 'Properties.TargetTrackingConfiguration',
        message: 'a target must be of a metric',
        fix: 'set PredefinedMetricSpecification',
      };
    }
    const metric = stringAt(tracking, 'PredefinedMetricSpecification', 'PredefinedMetricType');
    const target = numberAt(tracking, 'TargetValue');
    const path = 'Properties.TargetTrackingConfiguration';
    if (metric === 'ASGAverageCPUUtilization' && target !== undefined && (target <= 0 || target > 100)) {
      yield {
        path: `${path}.TargetValue`,
        message: 'a target of CPU utilization must be more than 0 and at most 100',
        value: target,
        fix: 'write 60',
      };
    }
    if (metric === 'ALBRequestCountPerTarget' && at(tracking, 'PredefinedMetricSpecification', 'ResourceLabel') === undefined) {
      yield {
        path: `${path}.PredefinedMetricSpecification.ResourceLabel`,
        message: 'requests per target need the load balancer and target group',
        fix: 'set ResourceLabel',
      };
    }
    if (
      metric !== undefined &&
      !['ASGAverageCPUUtilization', 'ASGAverageNetworkIn', 'ASGAverageNetworkOut', 'ALBRequestCountPerTarget'].includes(metric)
    ) {
      yield {
        path: `${path}.PredefinedMetricSpecification.PredefinedMetricType`,
        message: 'no such predefined metric',
        value: metric,
        fix: 'write ASGAverageCPUUtilization or ALBRequestCountPerTarget',
      };
    }
  }),
];
