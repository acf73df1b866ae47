import { booleanAt, listAt } from '../../../assembly/json';
import { textOf } from '../../../assembly/text';
import { NetworkView } from '../network-view';
import { resourceRule, type Rule } from '../rule';
import type { Node } from '../template-graph';

const SUBNET = 'AWS::EC2::Subnet';
/** Without a way out, the agent reaches CodeDeploy only through these. */
const ENDPOINTS_INSTEAD_OF_NAT = ['codedeploy', 'codedeploy-commands-secure'];

/** VPC, subnets, routes and gateways. */
export const NETWORK_RULES: readonly Rule[] = [
  resourceRule(
    'network.public-instances',
    'AWS::AutoScaling::AutoScalingGroup',
    function* ({ properties }, { graph }) {
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
    },
    'warning',
  ),

  resourceRule('network.nat-route', 'AWS::AutoScaling::AutoScalingGroup', function* ({ properties }, { graph }) {
    const network = new NetworkView(graph);
    for (const reference of listAt(properties, 'VPCZoneIdentifier')) {
      const subnet = graph.follow(reference, SUBNET);
      if (!subnet || network.defaultRoute(subnet) !== 'none') continue;
      const endpoints = network.interfaceEndpoints(graph.follow(subnet.properties.VpcId));
      if (ENDPOINTS_INSTEAD_OF_NAT.every((service) => endpoints.includes(service))) continue;
      yield {
        logicalId: subnet.logicalId,
        message: `instances in this subnet reach neither AWS nor their packages: its route table has no default route (${network.routing(subnet)})`,
        fix: 'add a route 0.0.0.0/0 to a NAT gateway',
      };
    }
  }),

  resourceRule('network.route-table', SUBNET, function* (subnet, { graph }) {
    const own = graph.ofType('AWS::EC2::SubnetRouteTableAssociation').filter(({ properties }) => graph.follow(properties.SubnetId) === subnet);
    if (own.length === 0 && graph.ofType('AWS::EC2::RouteTable').length > 0) {
      yield {
        message: 'a subnet without a route table of its own uses the main one',
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
  }),

  resourceRule('network.nat-gateway', 'AWS::EC2::NatGateway', function* ({ properties }, { graph }) {
    if (properties.ConnectivityType === 'private') return;
    const subnet = graph.follow(properties.SubnetId, SUBNET);
    const network = new NetworkView(graph);
    if (subnet && network.defaultRoute(subnet) !== 'internet') {
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
        fix: 'give each gateway an address of its own',
      };
    }
  }),

  resourceRule('network.route', 'AWS::EC2::Route', function* (route, { graph }) {
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
  }),

  resourceRule('network.gateway-attachment', 'AWS::EC2::InternetGateway', function* (gateway, { graph }) {
    const attached = graph
      .ofType('AWS::EC2::VPCGatewayAttachment')
      .some(({ properties }) => graph.follow(properties.InternetGatewayId) === gateway);
    if (!attached) yield { message: 'an internet gateway must be attached to its VPC', fix: 'add an AWS::EC2::VPCGatewayAttachment' };
  }),

  resourceRule(
    'network.vpc-dns',
    'AWS::EC2::VPC',
    function* ({ properties }) {
      for (const key of ['EnableDnsSupport', 'EnableDnsHostnames']) {
        if (booleanAt(properties, key) === false) {
          yield {
            path: `Properties.${key}`,
            message: 'instances and endpoints need the names of the VPC',
            value: false,
            fix: 'set it to true',
          };
        }
      }
    },
    'warning',
  ),

  resourceRule(
    'network.public-ip-on-launch',
    SUBNET,
    function* ({ properties }) {
      if (booleanAt(properties, 'MapPublicIpOnLaunch') === true) {
        yield {
          path: 'Properties.MapPublicIpOnLaunch',
          message: 'nothing that is launched in a subnet should have a public address by itself',
          value: true,
          fix: 'set it to false',
        };
      }
    },
    'warning',
  ),
];


function destination({ properties }: Node): string {
  return [properties.DestinationCidrBlock, properties.DestinationIpv6CidrBlock, properties.DestinationPrefixListId].map(textOf).join();
}
