import { at, numberAt, objectAt, stringAt } from '../../../assembly/json';
import { type ResourceProblem, resourceRule, type Rule, type Subject } from '../rule';
import type { Node } from '../template-graph';

const FLEET = 'AWS::AutoScaling::AutoScalingGroup';

export const SCALING_POLICIE_RULES: readonly Rule[] = [
  resourceRule('autoscaling.policy', 'AWS::AutoScaling::ScalingPolicy', policy),
];

function* policy({ properties }: Node, { graph }: Subject): Iterable<ResourceProblem> {
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
  if (tracking && type !== 'TargetTrackingScaling' && !graph.isOpen(properties.PolicyType)) {
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
}
