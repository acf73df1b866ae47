import { at, isObject, listAt } from '../../../assembly/json';
import { textOf } from '../../../assembly/text';
import { NetworkView } from '../network-view';
import { type ResourceProblem, resourceRule, type Rule, type Subject } from '../rule';
import type { Node } from '../template-graph';

const BALANCER = 'AWS::ElasticLoadBalancingV2::LoadBalancer';

export const LOAD_BALANCER_RULES: readonly Rule[] = [
  resourceRule('elb.subnets', BALANCER, elbSubnets),
  resourceRule('elb.scheme', BALANCER, scheme),
  resourceRule('elb.name', BALANCER, name),
];

function* elbSubnets({ properties }: Node, { graph }: Subject): Iterable<ResourceProblem> {
  const subnets = [
    ...listAt(properties, 'Subnets'),
    ...listAt(properties, 'SubnetMappings').map((mapping) => at(mapping, 'SubnetId') ?? null),
  ];
  if (isObject(properties.Subnets) || (properties.Type ?? 'application') !== 'application') return;
  const nodes = subnets.flatMap((subnet) => graph.follow(subnet, 'AWS::EC2::Subnet') ?? []);
  const zones = new Set(nodes.map((node) => textOf(node.properties.AvailabilityZone)));
  if (new Set(subnets.map(textOf)).size < 2 || (nodes.length === subnets.length && zones.size < 2)) {
    yield {
      path: 'Properties.Subnets',
      message: 'a load balancer must be in at least two Availability Zones',
      value: subnets,
      fix: 'name subnets of two zones',
    };
  }
  const network = new NetworkView(graph);
  const hidden = properties.Scheme === 'internal' ? undefined : nodes.find((node) => !network.mayBePublic(node));
  if (hidden) {
    yield {
      path: 'Properties.Subnets',
      message: `${hidden.logicalId} cannot be reached from the internet: it has no route to an internet gateway`,
      value: subnets,
      fix: 'name public subnets, or write Scheme: internal',
    };
  }
}

function* name({ properties }: Node): Iterable<ResourceProblem> {
  const value = properties.Name;
  if (typeof value !== 'string' || /^(?!internal-)(?!-)[A-Za-z0-9-]{1,32}(?<!-)$/.test(value)) return;
  yield {
    path: 'Properties.Name',
    message: 'must be 1 to 32 letters, digits and hyphens, must not start or end with a hyphen, and must not start with internal-',
    value,
    fix: 'choose such a name, or leave it out',
  };
}

function* scheme({ properties }: Node): Iterable<ResourceProblem> {
  const type = properties.Type ?? 'application';
  if (type === 'application' && listAt(properties, 'SecurityGroups').length === 0 && !isObject(properties.SecurityGroups)) {
    yield {
      path: 'Properties.SecurityGroups',
      message: 'without it the load balancer is in the default security group',
      fix: 'name its security group',
      severity: 'warning',
    };
  }
}
