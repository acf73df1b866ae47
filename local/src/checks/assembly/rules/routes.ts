import { listAt, stringAt } from '../../../assembly/json';
import { textOf } from '../../../assembly/text';
import { NetworkView } from '../network-view';
import { type ResourceProblem, resourceRule, type Rule, type Subject } from '../rule';
import type { Node } from '../template-graph';

const SUBNET = 'AWS::EC2::Subnet';
/** Without a route to the internet, the agent needs these to reach CodeDeploy. */
const ENDPOINTS_INSTEAD_OF_NAT = ['codedeploy', 'codedeploy-commands-secure'];

/** Routes of subnets to the internet. */
export const ROUTE_RULES: readonly Rule[] = [
  resourceRule('network.nat-route', 'AWS::AutoScaling::AutoScalingGroup', natRoute),
  resourceRule('network.route-table', SUBNET, routeTable),
  resourceRule('network.nat-gateway', 'AWS::EC2::NatGateway', natGateway),
  resourceRule('network.route', 'AWS::EC2::Route', networkRoute),
  resourceRule('network.gateway-attachment', 'AWS::EC2::InternetGateway', gatewayAttachment),
  resourceRule('network.endpoint-routes', 'AWS::EC2::VPCEndpoint', endpointRoutes, 'warning'),
];

function* natRoute({ properties }: Node, { graph }: Subject): Iterable<ResourceProblem> {
  const network = new NetworkView(graph);
  for (const reference of listAt(properties, 'VPCZoneIdentifier')) {
    const subnet = graph.follow(reference, SUBNET);
    if (!subnet || network.defaultRoute(subnet) !== 'none') continue;
    const endpoints = network.interfaceEndpoints(graph.follow(subnet.properties.VpcId));
    if (ENDPOINTS_INSTEAD_OF_NAT.every((service) => endpoints.includes(service))) continue;
    yield {
      logicalId: subnet.logicalId,
      message: `instances in this subnet reach neither AWS nor package registries: its route table has no default route (${network.routing(subnet)})`,
      fix: 'add a route 0.0.0.0/0 to a NAT gateway',
    };
  }
}

function* routeTable(subnet: Node, { graph }: Subject): Iterable<ResourceProblem> {
  const associations = graph.ofType('AWS::EC2::SubnetRouteTableAssociation');
  const own = associations.filter(({ properties }) => graph.follow(properties.SubnetId) === subnet);
  const mayHaveOne = associations.some(({ properties }) => graph.isOpen(properties.SubnetId));
  if (own.length === 0 && !mayHaveOne && graph.ofType('AWS::EC2::RouteTable').length > 0) {
    yield {
      message: 'a subnet without its own route table uses the main one',
      fix: 'associate a route table with it',
      severity: 'warning',
    };
  }
  if (own.length > 1) {
    yield {
      message: 'a subnet must have one route table',
      value: own.map(({ logicalId }) => logicalId).join(', '),
      fix: 'remove one association',
    };
  }
}

function* natGateway({ properties }: Node, { graph }: Subject): Iterable<ResourceProblem> {
  if (properties.ConnectivityType === 'private') return;
  const subnet = graph.follow(properties.SubnetId, SUBNET);
  const network = new NetworkView(graph);
  if (subnet && !network.mayBePublic(subnet)) {
    yield {
      path: 'Properties.SubnetId',
      message: `a NAT gateway must be in a public subnet, and ${subnet.logicalId} has no route to an internet gateway (${network.routing(subnet)})`,
      value: properties.SubnetId,
      fix: 'name a public subnet',
    };
  }
  if (properties.AllocationId === undefined) {
    yield {
      path: 'Properties.AllocationId',
      message: 'a NAT gateway must have an address',
      fix: 'name an Elastic IP',
    };
  }
  const address = graph.follow(properties.AllocationId);
  if (address && address.type !== 'AWS::EC2::EIP') {
    yield {
      path: 'Properties.AllocationId',
      message: `must be an Elastic IP, and ${address.logicalId} is a ${address.type}`,
      value: properties.AllocationId,
      fix: 'name an Elastic IP',
    };
  }
  const sharing = graph
    .ofType('AWS::EC2::NatGateway')
    .find((other) => other.properties !== properties && address && graph.follow(other.properties.AllocationId) === address);
  if (sharing) {
    yield {
      path: 'Properties.AllocationId',
      message: `${sharing.logicalId} has the same address`,
      value: properties.AllocationId,
      fix: 'give each gateway its own address',
    };
  }
}

function* networkRoute(route: Node, { graph }: Subject): Iterable<ResourceProblem> {
  const { properties } = route;
  const targets = [
    'GatewayId',
    'NatGatewayId',
    'NetworkInterfaceId',
    'InstanceId',
    'VpcPeeringConnectionId',
    'TransitGatewayId',
    'VpcEndpointId',
    'EgressOnlyInternetGatewayId',
    'LocalGatewayId',
    'CarrierGatewayId',
    'CoreNetworkArn',
  ].filter((key) => properties[key] !== undefined);
  if (targets.length !== 1) {
    yield {
      path: 'Properties',
      message: 'a route must have one target',
      value: targets.join(', '),
      fix: 'name the gateway',
    };
  }
  for (const [key, type] of [
    ['GatewayId', 'AWS::EC2::InternetGateway'],
    ['NatGatewayId', 'AWS::EC2::NatGateway'],
    ['RouteTableId', 'AWS::EC2::RouteTable'],
  ] as const) {
    const node = graph.follow(properties[key]);
    const gateway = key === 'GatewayId' && node?.type === 'AWS::EC2::VPNGateway';
    if (node && node.type !== type && !gateway) {
      yield {
        path: `Properties.${key}`,
        message: `must be a ${type}, and ${node.logicalId} is a ${node.type}`,
        value: properties[key],
        fix: 'name such a resource',
      };
    }
  }
  const twin = graph
    .ofType('AWS::EC2::Route')
    .find(
      (other) =>
        other.logicalId < route.logicalId &&
        textOf(other.properties.RouteTableId) === textOf(properties.RouteTableId) &&
        destination(other) === destination(route),
    );
  if (twin) {
    yield {
      path: 'Properties.DestinationCidrBlock',
      message: `${twin.logicalId} goes to the same destination`,
      value: destination(route),
      fix: 'remove one of them',
    };
  }
}

function* gatewayAttachment(gateway: Node, { graph }: Subject): Iterable<ResourceProblem> {
  const attached = graph
    .ofType('AWS::EC2::VPCGatewayAttachment')
    .some(({ properties }) => graph.follow(properties.InternetGatewayId) === gateway || graph.isOpen(properties.InternetGatewayId));
  if (!attached) yield { message: 'an internet gateway must be attached to its VPC', fix: 'add an AWS::EC2::VPCGatewayAttachment' };
}

function* endpointRoutes(endpoint: Node, { graph }: Subject): Iterable<ResourceProblem> {
  const type = stringAt(endpoint.properties, 'VpcEndpointType') ?? 'Gateway';
  if (!['Gateway', 'Interface', 'GatewayLoadBalancer', 'Resource', 'ServiceNetwork'].includes(type)) {
    yield {
      path: 'Properties.VpcEndpointType',
      message: 'must be Gateway or Interface',
      value: type,
      fix: 'write Gateway for S3 and DynamoDB, Interface for the others',
    };
  }
  const named = listAt(endpoint.properties, 'RouteTableIds').map((each) => graph.follow(each));
  if (type !== 'Gateway' || named.length === 0 || named.includes(undefined)) return;
  const network = new NetworkView(graph);
  for (const subnet of graph.ofType(SUBNET)) {
    const table = network.routeTableOf(subnet);
    if (
      table &&
      !network.mayBePublic(subnet) &&
      graph.follow(subnet.properties.VpcId) === graph.follow(endpoint.properties.VpcId) &&
      !named.includes(table)
    ) {
      yield {
        path: 'Properties.RouteTableIds',
        message: `${subnet.logicalId} does not use this endpoint: its traffic would go through NAT, at extra cost`,
        value: textOf(endpoint.properties.ServiceName),
        fix: `add ${table.logicalId}`,
      };
    }
  }
}

function destination({ properties }: Node): string {
  return [properties.DestinationCidrBlock, properties.DestinationIpv6CidrBlock, properties.DestinationPrefixListId].map(textOf).join();
}
