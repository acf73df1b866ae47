import { booleanAt, listAt } from '../../../assembly/json';
import { NetworkView } from '../network-view';
import { type ResourceProblem, resourceRule, type Rule, type Subject } from '../rule';
import type { Node, TemplateGraph } from '../template-graph';

const SUBNET = 'AWS::EC2::Subnet';
const BALANCER = 'AWS::ElasticLoadBalancingV2::LoadBalancer';
const FLEET = 'AWS::AutoScaling::AutoScalingGroup';

/** Subnets and what they contain. */
export const SUBNET_RULES: readonly Rule[] = [
  resourceRule('network.public-instances', 'AWS::AutoScaling::AutoScalingGroup', publicInstances, 'warning'),
  resourceRule('network.availability-zone', SUBNET, availabilityZone, 'warning'),
  resourceRule('network.public-ip-on-launch', SUBNET, publicIpOnLaunch, 'warning'),
];

function* publicInstances({ properties }: Node, { graph }: Subject): Iterable<ResourceProblem> {
  const network = new NetworkView(graph);
  for (const [index, reference] of listAt(properties, 'VPCZoneIdentifier').entries()) {
    const subnet = graph.follow(reference, SUBNET);
    if (subnet && network.defaultRoute(subnet) === 'internet') {
      yield {
        path: `Properties.VPCZoneIdentifier[${index}]`,
        message: `instances must be in private subnets, and ${subnet.logicalId} has a route to an internet gateway (${network.routing(subnet)})`,
        value: reference,
        fix: 'name a private subnet',
      };
    }
  }
}

function* availabilityZone(subnet: Node, { graph }: Subject): Iterable<ResourceProblem> {
  const { AvailabilityZone: zone, AvailabilityZoneId: zoneId } = subnet.properties;
  if (zone === undefined && zoneId === undefined && isUsed(graph, subnet)) {
    yield {
      path: 'Properties.AvailabilityZone',
      message: 'AWS would choose the zone, possibly the same one for every subnet',
      fix: 'write Fn::Select of Fn::GetAZs with a different index for each subnet',
    };
  }
}

function* publicIpOnLaunch({ properties }: Node): Iterable<ResourceProblem> {
  if (booleanAt(properties, 'MapPublicIpOnLaunch') === true) {
    yield {
      path: 'Properties.MapPublicIpOnLaunch',
      message: 'resources launched in a subnet should not get a public address by default',
      value: true,
      fix: 'set it to false',
    };
  }
}

/** Whether a load balancer or fleet uses the subnet. */
function isUsed(graph: TemplateGraph, subnet: Node): boolean {
  return graph
    .ofType(BALANCER, FLEET)
    .some(({ properties }) =>
      [...listAt(properties, 'Subnets'), ...listAt(properties, 'VPCZoneIdentifier')].some((each) => graph.follow(each) === subnet),
    );
}
