import { at, listAt, numberAt, objectAt, stringAt } from '../../../assembly/json';
import { textOf } from '../../../assembly/text';
import { resourceRule, type Rule } from '../rule';

const FLEET = 'AWS::AutoScaling::AutoScalingGroup';
const PROCESSES = ['Launch', 'Terminate', 'AddToLoadBalancer'];

/** Auto Scaling groups and their policies. */
export const AUTOSCALING_RULES: readonly Rule[] = [
  resourceRule('autoscaling.size', FLEET, function* ({ properties }) {
    const [least, most, desired] = ['MinSize', 'MaxSize', 'DesiredCapacity'].map((key) => numberAt(properties, key));
    for (const key of ['MinSize', 'MaxSize']) {
      if (properties[key] === undefined) yield { path: `Properties.${key}`, message: 'a group must have it', fix: `set ${key}` };
    }
    if ([least, most, desired].some((size) => size !== undefined && (size < 0 || !Number.isInteger(size)))) {
      yield {
        path: 'Properties',
        message: 'a size must be a whole number of at least 0',
        value: [least, most, desired].join(', '),
        fix: 'correct it',
      };
    }
    if (least !== undefined && most !== undefined && least > most) {
      yield {
        path: 'Properties.MaxSize',
        message: `must not be less than MinSize (${least})`,
        value: most,
        fix: 'raise MaxSize or lower MinSize',
      };
    }
    if (most === 0) {
      yield {
        path: 'Properties.MaxSize',
        message: 'a group that may have no instance serves nothing',
        value: most,
        fix: 'raise it',
        severity: 'warning',
      };
    }
    if (desired !== undefined && ((least !== undefined && desired < least) || (most !== undefined && desired > most))) {
      yield {
        path: 'Properties.DesiredCapacity',
        message: `must be from MinSize (${least}) to MaxSize (${most})`,
        value: desired,
        fix: 'remove it: the group then keeps what it has',
      };
    }
  }),

  resourceRule(
    'autoscaling.desired-capacity',
    FLEET,
    function* ({ properties }) {
      if (properties.DesiredCapacity !== undefined) {
        yield {
          path: 'Properties.DesiredCapacity',
          message: 'every change of the stack would undo what scaling has done',
          value: properties.DesiredCapacity,
          fix: 'remove it',
        };
      }
    },
    'warning',
  ),

  resourceRule('autoscaling.launch-template', FLEET, function* ({ properties }, { graph }) {
    if (properties.LaunchConfigurationName !== undefined) {
      yield {
        path: 'Properties.LaunchConfigurationName',
        message: 'new accounts refuse launch configurations',
        value: properties.LaunchConfigurationName,
        fix: 'use a launch template',
        severity: 'warning',
      };
    }
    const own = objectAt(properties, 'LaunchTemplate');
    const mixed = objectAt(properties, 'MixedInstancesPolicy', 'LaunchTemplate', 'LaunchTemplateSpecification');
    const specification = own ?? mixed;
    if (!specification) {
      if (properties.LaunchConfigurationName === undefined && properties.InstanceId === undefined) {yield { path: 'Properties.LaunchTemplate', message: 'a group must know what to launch', fix: 'name a launch template' };}
      return;
    }
    const path = own ? 'Properties.LaunchTemplate' : 'Properties.MixedInstancesPolicy.LaunchTemplate.LaunchTemplateSpecification';
    const id = specification.LaunchTemplateId;
    const node = graph.follow(id);
    if (node && node.type !== 'AWS::EC2::LaunchTemplate') {
      yield {
        path: `${path}.LaunchTemplateId`,
        message: `must be a launch template, and ${node.logicalId} is a ${node.type}`,
        value: id,
        fix: 'name a launch template',
      };
    }
    if (id === undefined && specification.LaunchTemplateName === undefined) {yield { path, message: 'must name a launch template', fix: 'set LaunchTemplateId' };}
    if (specification.Version === undefined) {yield { path: `${path}.Version`, message: 'must say which version', fix: 'use Fn::GetAtt with LatestVersionNumber' };}
    if (typeof specification.Version === 'string' && specification.Version.startsWith('$')) {
      yield {
        path: `${path}.Version`,
        message: 'CloudFormation does not see when this version changes, so nothing would be rolled',
        value: specification.Version,
        fix: 'use Fn::GetAtt with LatestVersionNumber',
        severity: 'warning',
      };
    }
  }),

  resourceRule(
    'autoscaling.health-check',
    FLEET,
    function* ({ properties }) {
      const balanced = listAt(properties, 'TargetGroupARNs').length > 0 || listAt(properties, 'LoadBalancerNames').length > 0;
      if (!balanced) return;
      const type = textOf(properties.HealthCheckType);
      if (!type.split(',').includes('ELB') && !type.includes('{')) {
        yield {
          path: 'Properties.HealthCheckType',
          message: 'a group behind a load balancer must replace hosts that the load balancer finds unhealthy',
          value: type || 'EC2',
          fix: 'write ELB',
        };
      }
      const grace = numberAt(properties, 'HealthCheckGracePeriod');
      if (type.includes('ELB') && (grace ?? 0) < 30 && (properties.HealthCheckGracePeriod === undefined || grace !== undefined)) {
        yield {
          path: 'Properties.HealthCheckGracePeriod',
          message: 'a new host must have time to start before it is found unhealthy and replaced',
          value: grace,
          fix: 'set 300',
        };
      }
    },
    'warning',
  ),

  resourceRule('autoscaling.target-group', FLEET, function* ({ properties }, { graph }) {
    for (const [index, arn] of listAt(properties, 'TargetGroupARNs').entries()) {
      const node = graph.follow(arn);
      if (node && node.type !== 'AWS::ElasticLoadBalancingV2::TargetGroup') {
        yield {
          path: `Properties.TargetGroupARNs[${index}]`,
          message: `must be a target group, and ${node.logicalId} is a ${node.type}`,
          value: arn,
          fix: 'use Ref of the target group',
        };
      }
    }
  }),

  resourceRule('autoscaling.subnets', FLEET, function* ({ properties }, { graph }) {
    const subnets = listAt(properties, 'VPCZoneIdentifier');
    if (subnets.length === 0) {
      if (!Array.isArray(properties.VPCZoneIdentifier) && properties.VPCZoneIdentifier !== undefined) return;
      if (properties.AvailabilityZones === undefined) {yield { path: 'Properties.VPCZoneIdentifier', message: 'a group must know where to launch', fix: 'name its subnets' };}
      return;
    }
    const distinct = new Set(subnets.map(textOf));
    if (distinct.size < subnets.length) {
      yield {
        path: 'Properties.VPCZoneIdentifier',
        message: 'a subnet is named twice',
        value: subnets,
        fix: 'remove one of them',
        severity: 'warning',
      };
    }
    const zones = new Set(
      [...distinct].map((subnet, index) => textOf(graph.follow(subnets[index], 'AWS::EC2::Subnet')?.properties.AvailabilityZone) || subnet),
    );
    if (zones.size < 2) {
      yield {
        path: 'Properties.VPCZoneIdentifier',
        message: 'a group in one Availability Zone is down when the zone is',
        value: subnets,
        fix: 'name subnets of at least two zones',
        severity: 'warning',
      };
    }
    for (const [index, subnet] of subnets.entries()) {
      const node = graph.follow(subnet);
      if (node && node.type !== 'AWS::EC2::Subnet') {
        yield {
          path: `Properties.VPCZoneIdentifier[${index}]`,
          message: `must be a subnet, and ${node.logicalId} is a ${node.type}`,
          value: subnet,
          fix: 'name a subnet',
        };
      }
    }
  }),

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
    if (properties.PolicyType === 'TargetTrackingScaling' && !tracking) {yield { path: 'Properties.TargetTrackingConfiguration', message: 'a target-tracking policy must have a target', fix: 'set it' };}
    const type = stringAt(properties, 'PolicyType') ?? 'SimpleScaling';
    if (!['SimpleScaling', 'StepScaling', 'TargetTrackingScaling', 'PredictiveScaling'].includes(type)) {yield { path: 'Properties.PolicyType', message: 'no such kind of policy', value: type, fix: 'write TargetTrackingScaling' };} else if (tracking && type !== 'TargetTrackingScaling') {
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
