import { listAt, stringAt } from '../../../assembly/json';
import { textOf } from '../../../assembly/text';
import { NetworkView } from '../network-view';
import { resourceRule, type Rule } from '../rule';
import type { Node, TemplateGraph } from '../template-graph';

const VPC = 'AWS::EC2::VPC';
const SUBNET = 'AWS::EC2::Subnet';
const GROUP = 'AWS::EC2::SecurityGroup';
const BALANCER = 'AWS::ElasticLoadBalancingV2::LoadBalancer';
const FLEET = 'AWS::AutoScaling::AutoScalingGroup';

/** What a network needs that has no default, or one that nobody wants. */
export const SUBNET_RULES: readonly Rule[] = [
  resourceRule('network.addresses', [VPC, SUBNET], function* ({ type, properties }) {
    const sources = type === VPC ? ['CidrBlock', 'Ipv4IpamPoolId'] : ['CidrBlock', 'Ipv4IpamPoolId', 'Ipv6CidrBlock', 'Ipv6IpamPoolId'];
    if (sources.every((key) => properties[key] === undefined)) {
      yield {
        path: 'Properties.CidrBlock',
        message: 'must have addresses',
        fix: 'set CidrBlock',
      };
    }
    const tenancy = stringAt(properties, 'InstanceTenancy');
    if (tenancy !== undefined && !['default', 'dedicated'].includes(tenancy)) {
      yield {
        path: 'Properties.InstanceTenancy',
        message: 'must be default or dedicated',
        value: tenancy,
        fix: 'write default',
      };
    }
  }),

  resourceRule(
    'network.availability-zone',
    SUBNET,
    function* (subnet, { graph }) {
      const { AvailabilityZone: zone, AvailabilityZoneId: zoneId } = subnet.properties;
      if (zone === undefined && zoneId === undefined && isUsed(graph, subnet)) {
        yield {
          path: 'Properties.AvailabilityZone',
          message: 'AWS would choose the zone, and could choose the same one for every subnet',
          fix: 'write Fn::Select of Fn::GetAZs, another index for each subnet',
        };
      }
    },
    'warning',
  ),

  resourceRule('network.nat-subnet', 'AWS::EC2::NatGateway', function* ({ properties }) {
    if (properties.SubnetId === undefined && stringAt(properties, 'AvailabilityMode') !== 'regional') {
      yield { path: 'Properties.SubnetId', message: 'a NAT gateway must be in a subnet', fix: 'name a public subnet' };
    }
  }),

  resourceRule(
    'network.nat-zone',
    'AWS::EC2::Route',
    function* ({ properties }, { graph }) {
      const gateway = graph.follow(properties.NatGatewayId, 'AWS::EC2::NatGateway');
      const there = zoneOf(graph.follow(gateway?.properties.SubnetId, SUBNET));
      const gateways = graph.ofType('AWS::EC2::NatGateway').map((each) => zoneOf(graph.follow(each.properties.SubnetId, SUBNET)));
      const network = new NetworkView(graph);
      for (const subnet of graph.ofType(SUBNET).filter((each) => network.routeTableOf(each) === graph.follow(properties.RouteTableId))) {
        const here = zoneOf(subnet);
        if (gateway && here !== '' && there !== '' && here !== there && gateways.includes(here)) {
          yield {
            path: 'Properties.NatGatewayId',
            message: `${subnet.logicalId} goes to the internet through another Availability Zone, although its own has a NAT gateway`,
            value: gateway.logicalId,
            fix: 'name the NAT gateway of its own zone',
          };
        }
      }
    },
    'warning',
  ),

  resourceRule(
    'network.security-group-vpc',
    GROUP,
    function* ({ properties }, { graph }) {
      if (properties.VpcId === undefined && graph.ofType(VPC).length > 0) {
        yield {
          path: 'Properties.VpcId',
          message: 'without it the group is in the default VPC of the account, where nothing of this template is',
          fix: 'name the VPC',
        };
      }
    },
    'warning',
  ),

  resourceRule(
    'network.endpoint-routes',
    'AWS::EC2::VPCEndpoint',
    function* (endpoint, { graph }) {
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
          network.defaultRoute(subnet) !== 'internet' &&
          graph.follow(subnet.properties.VpcId) === graph.follow(endpoint.properties.VpcId) &&
          !named.includes(table)
        ) {
          yield {
            path: 'Properties.RouteTableIds',
            message: `${subnet.logicalId} does not use this endpoint: its traffic would go through NAT, and cost`,
            value: textOf(endpoint.properties.ServiceName),
            fix: `add ${table.logicalId}`,
          };
        }
      }
    },
    'warning',
  ),

  resourceRule('network.service-endpoint', 'AWS::EC2::VPCEndpoint', function* ({ properties }) {
    if (['ServiceName', 'ResourceConfigurationArn', 'ServiceNetworkArn'].every((key) => properties[key] === undefined)) {
      yield {
        path: 'Properties.ServiceName',
        message: 'an endpoint must be of a service',
        fix: 'write com.amazonaws.REGION.SERVICE',
      };
    }
  }),

  resourceRule('network.elastic-ip', 'AWS::EC2::EIP', function* ({ properties }) {
    const domain = stringAt(properties, 'Domain');
    if (domain !== undefined && domain !== 'vpc') yield { path: 'Properties.Domain', message: 'must be vpc', value: domain, fix: 'write vpc' };
  }),

  resourceRule('network.flow-log', 'AWS::EC2::FlowLog', function* ({ properties }, { graph }) {
    const [destination, resource] = [stringAt(properties, 'LogDestinationType') ?? 'cloud-watch-logs', stringAt(properties, 'ResourceType')];
    if (!['cloud-watch-logs', 's3', 'kinesis-data-firehose'].includes(destination)) {
      yield {
        path: 'Properties.LogDestinationType',
        message: 'must be cloud-watch-logs, s3 or kinesis-data-firehose',
        value: destination,
        fix: 'write cloud-watch-logs',
      };
    }
    if (destination === 'cloud-watch-logs' && properties.LogGroupName === undefined && properties.LogDestination === undefined) {
      yield {
        path: 'Properties.LogGroupName',
        message: 'flow logs must have a place',
        fix: 'name the log group',
      };
    }
    if (destination !== 'cloud-watch-logs' && properties.LogDestination === undefined) {
      yield {
        path: 'Properties.LogDestination',
        message: 'flow logs must have a place',
        fix: 'name the bucket or the stream',
      };
    }
    if (
      resource !== undefined &&
      !['VPC', 'Subnet', 'NetworkInterface', 'TransitGateway', 'TransitGatewayAttachment', 'RegionalNatGateway'].includes(resource)
    ) {
      yield { path: 'Properties.ResourceType', message: 'must be VPC, Subnet or NetworkInterface', value: resource, fix: 'write VPC' };
    }
    if (properties.TrafficType === undefined && ['VPC', 'Subnet', 'NetworkInterface'].includes(resource ?? '')) {
      yield {
        path: 'Properties.TrafficType',
        message: 'must say which traffic',
        fix: 'write REJECT or ALL',
      };
    }
    const node = graph.follow(properties.ResourceId);
    if (node && resource !== undefined && node.type !== `AWS::EC2::${resource}`) {
      yield {
        path: 'Properties.ResourceId',
        message: `must be a ${resource}, and ${node.logicalId} is a ${node.type}`,
        value: properties.ResourceId,
        fix: `name a ${resource}`,
      };
    }
    const interval = properties.MaxAggregationInterval;
    if (typeof interval === 'number' && ![60, 600].includes(interval)) {
      yield {
        path: 'Properties.MaxAggregationInterval',
        message: 'must be 60 or 600 seconds',
        value: interval,
        fix: 'write 600',
      };
    }
  }),
];

function zoneOf(subnet: Node | undefined): string {
  return textOf(subnet?.properties.AvailabilityZone);
}

/** Whether a load balancer or a fleet is in a subnet. */
function isUsed(graph: TemplateGraph, subnet: Node): boolean {
  return graph
    .ofType(BALANCER, FLEET)
    .some(({ properties }) =>
      [...listAt(properties, 'Subnets'), ...listAt(properties, 'VPCZoneIdentifier')].some((each) => graph.follow(each) === subnet),
    );
}
