import { at, listAt, numberAt, objectAt } from '../../../assembly/json';
import { isDecidedLater, textOf } from '../../../assembly/text';
import { resourceRule, type Rule, type ResourceProblem, type Subject } from '../rule';
import type { Node } from '../template-graph';

const FLEET = 'AWS::AutoScaling::AutoScalingGroup';
const TERMINATION_POLICIES = [
  'Default', 'AllocationStrategy', 'ClosestToNextInstanceHour', 'NewestInstance', 'OldestInstance', 'OldestLaunchConfiguration',
  'OldestLaunchTemplate',
];

/** Auto Scaling groups and their policies. */
export const AUTOSCALING_RULES: readonly Rule[] = [
  resourceRule('autoscaling.size', FLEET, autoscalingSize),
  resourceRule('autoscaling.desired-capacity', FLEET, desiredCapacity, 'warning'),
  resourceRule('autoscaling.launch-template', FLEET, launchTemplate),
  resourceRule('autoscaling.health-check', FLEET, healthCheck, 'warning'),
  resourceRule('autoscaling.target-group', FLEET, targetGroup),
  resourceRule('autoscaling.subnets', FLEET, autoscalingSubnets),
  resourceRule('autoscaling.value', FLEET, autoscalingWords),
];

function* autoscalingSize({ properties }: Node): Iterable<ResourceProblem> {
  const [least, most, desired] = ['MinSize', 'MaxSize', 'DesiredCapacity'].map((key) => numberAt(properties, key));
  for (const key of ['MinSize', 'MaxSize']) {
    if (properties[key] === undefined) yield { path: `Properties.${key}`, message: 'a group must set this', fix: `set ${key}` };
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
      message: 'a group without instances cannot serve requests',
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
      fix: 'remove it: the group then keeps its current capacity',
    };
  }
}

/** Values that the schema accepts but Amazon EC2 Auto Scaling rejects. */
function* autoscalingWords({ properties }: Node): Iterable<ResourceProblem> {
  for (const [index, policy] of listAt(properties, 'TerminationPolicies').entries()) {
    if (typeof policy !== 'string' || TERMINATION_POLICIES.includes(policy) || policy.startsWith('arn:')) continue;
    yield {
      path: `Properties.TerminationPolicies[${index}]`,
      message: 'no termination policy has this name',
      value: policy,
      fix: `write one of ${TERMINATION_POLICIES.join(', ')}, or the ARN of a function`,
    };
  }
  for (const [index, collection] of listAt(properties, 'MetricsCollection').entries()) {
    const granularity = at(collection, 'Granularity');
    if (typeof granularity !== 'string' || granularity === '1Minute') continue;
    yield {
      path: `Properties.MetricsCollection[${index}].Granularity`,
      message: 'a group only has metrics with a period of one minute',
      value: granularity,
      fix: 'write 1Minute',
    };
  }
}

function* desiredCapacity({ properties }: Node): Iterable<ResourceProblem> {
  if (properties.DesiredCapacity !== undefined) {
    yield {
      path: 'Properties.DesiredCapacity',
      message: 'every stack update would undo what scaling has done',
      value: properties.DesiredCapacity,
      fix: 'remove it',
    };
  }
}

function* launchTemplate({ properties }: Node, { graph }: Subject): Iterable<ResourceProblem> {
  if (properties.LaunchConfigurationName !== undefined) {
    yield {
      path: 'Properties.LaunchConfigurationName',
      message: 'new accounts cannot use launch configurations',
      value: properties.LaunchConfigurationName,
      fix: 'use a launch template',
      severity: 'warning',
    };
  }
  const own = objectAt(properties, 'LaunchTemplate');
  const mixed = objectAt(properties, 'MixedInstancesPolicy', 'LaunchTemplate', 'LaunchTemplateSpecification');
  const specification = own ?? mixed;
  if (!specification) {
    if (properties.LaunchConfigurationName === undefined && properties.InstanceId === undefined) {
      yield {
        path: 'Properties.LaunchTemplate',
        message: 'a group must have a launch template',
        fix: 'name a launch template',
      };
    }
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
  if (id === undefined && specification.LaunchTemplateName === undefined) {
    yield {
      path,
      message: 'must name a launch template',
      fix: 'set LaunchTemplateId',
    };
  }
  if (specification.Version === undefined) {
    yield {
      path: `${path}.Version`,
      message: 'a version is required',
      fix: 'use Fn::GetAtt with LatestVersionNumber',
    };
  }
  if (typeof specification.Version === 'string' && specification.Version.startsWith('$')) {
    yield {
      path: `${path}.Version`,
      message: 'CloudFormation does not notice when this version changes, so no instance would be replaced',
      value: specification.Version,
      fix: 'use Fn::GetAtt with LatestVersionNumber',
      severity: 'warning',
    };
  }
}

function* healthCheck({ properties }: Node): Iterable<ResourceProblem> {
  const balanced = listAt(properties, 'TargetGroupARNs').length > 0 || listAt(properties, 'LoadBalancerNames').length > 0;
  if (!balanced) return;
  const type = textOf(properties.HealthCheckType);
  if (!type.split(',').includes('ELB') && !isDecidedLater(type)) {
    yield {
      path: 'Properties.HealthCheckType',
      message: 'a group behind a load balancer must replace hosts that fail its health checks',
      value: type || 'EC2',
      fix: 'write ELB',
    };
  }
  const grace = numberAt(properties, 'HealthCheckGracePeriod');
  if (type.includes('ELB') && (grace ?? 0) < 30 && (properties.HealthCheckGracePeriod === undefined || grace !== undefined)) {
    yield {
      path: 'Properties.HealthCheckGracePeriod',
      message: 'a new host needs time to start before it is considered unhealthy and replaced',
      value: grace,
      fix: 'set 300',
    };
  }
}

function* targetGroup({ properties }: Node, { graph }: Subject): Iterable<ResourceProblem> {
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
}

function* autoscalingSubnets({ properties }: Node, { graph }: Subject): Iterable<ResourceProblem> {
  const subnets = listAt(properties, 'VPCZoneIdentifier');
  if (subnets.length === 0) {
    if (!Array.isArray(properties.VPCZoneIdentifier) && properties.VPCZoneIdentifier !== undefined) return;
    if (properties.AvailabilityZones === undefined) {
      yield {
        path: 'Properties.VPCZoneIdentifier',
        message: 'a group must have subnets',
        fix: 'name its subnets',
      };
    }
    return;
  }
  const distinct = new Set(subnets.map(textOf));
  if (distinct.size < subnets.length) {
    yield {
      path: 'Properties.VPCZoneIdentifier',
      message: 'a subnet is listed twice',
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
}
