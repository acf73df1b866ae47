import { stringAt } from '../../../assembly/json';
import { textOf } from '../../../assembly/text';
import { NetworkView } from '../network-view';
import { type ResourceProblem, resourceRule, type Rule, type Subject } from '../rule';
import type { Node } from '../template-graph';

const SUBNET = 'AWS::EC2::Subnet';

export const NAT_GATEWAY_RULES: readonly Rule[] = [
  resourceRule('network.nat-subnet', 'AWS::EC2::NatGateway', natSubnet),
  resourceRule('network.nat-zone', 'AWS::EC2::Route', natZone, 'warning'),
  resourceRule('network.elastic-ip', 'AWS::EC2::EIP', elasticIp),
];

function* natSubnet({ properties }: Node): Iterable<ResourceProblem> {
  if (properties.SubnetId === undefined && stringAt(properties, 'AvailabilityMode') !== 'regional') {
    yield { path: 'Properties.SubnetId', message: 'a NAT gateway must be in a subnet', fix: 'name a public subnet' };
  }
}

function* natZone({ properties }: Node, { graph }: Subject): Iterable<ResourceProblem> {
  const gateway = graph.follow(properties.NatGatewayId, 'AWS::EC2::NatGateway');
  const there = zoneOf(graph.follow(gateway?.properties.SubnetId, SUBNET));
  const gateways = graph.ofType('AWS::EC2::NatGateway').map((each) => zoneOf(graph.follow(each.properties.SubnetId, SUBNET)));
  const network = new NetworkView(graph);
  for (const subnet of graph.ofType(SUBNET).filter((each) => network.routeTableOf(each) === graph.follow(properties.RouteTableId))) {
    const here = zoneOf(subnet);
    if (gateway && here !== '' && there !== '' && here !== there && gateways.includes(here)) {
      yield {
        path: 'Properties.NatGatewayId',
        message: `${subnet.logicalId} uses a NAT gateway in another Availability Zone, although its own zone has one`,
        value: gateway.logicalId,
        fix: 'use the NAT gateway of its own zone',
      };
    }
  }
}

function* elasticIp({ properties }: Node): Iterable<ResourceProblem> {
  const domain = stringAt(properties, 'Domain');
  if (domain !== undefined && domain !== 'vpc') yield { path: 'Properties.Domain', message: 'must be vpc', value: domain, fix: 'write vpc' };
}

function zoneOf(subnet: Node | undefined): string {
  return textOf(subnet?.properties.AvailabilityZone);
}
