import { listAt, stringAt } from '../../../assembly/json';
import { textOf } from '../../../assembly/text';
import { overlap, parseBlock, within, type AddressBlock } from '../address-block';
import { resourceRule, type Problem, type Rule } from '../rule';
import type { Node, TemplateGraph } from '../template-graph';

const SUBNET = 'AWS::EC2::Subnet';

/** Addresses and names of networks, and endpoints in them. */
export const NETWORK_ADDRESS_RULES: readonly Rule[] = [
  {
    id: 'network.address-blocks',
    severity: 'error',
    *check({ graph }) {
      for (const vpc of graph.ofType('AWS::EC2::VPC')) yield* addressProblems(graph, vpc);
    },
  },

  resourceRule('network.endpoint', 'AWS::EC2::VPCEndpoint', function* ({ properties }, { graph }) {
    const type = stringAt(properties, 'VpcEndpointType') ?? 'Gateway';
    const service = textOf(properties.ServiceName);
    if (type === 'Gateway' && service !== '' && !/\.(s3|dynamodb|s3express)$/.test(service)) {
      yield {
        path: 'Properties.VpcEndpointType',
        message: 'only S3 and DynamoDB have gateway endpoints',
        value: service,
        fix: 'write Interface',
      };
    }
    if (type === 'Gateway' && Array.isArray(properties.RouteTableIds) && properties.RouteTableIds.length === 0) {
      yield {
        path: 'Properties.RouteTableIds',
        message: 'a gateway endpoint is used through route tables only',
        fix: 'name them',
      };
    }
    if (type === 'Gateway' && properties.RouteTableIds === undefined) {
      yield {
        path: 'Properties.RouteTableIds',
        message: 'a gateway endpoint is used through route tables only',
        fix: 'name them',
      };
    }
    for (const reference of listAt(properties, 'RouteTableIds')) {
      const node = graph.follow(reference);
      if (node && node.type !== 'AWS::EC2::RouteTable') {
        yield {
          path: 'Properties.RouteTableIds',
          message: `must be route tables, and ${node.logicalId} is a ${node.type}`,
          value: reference,
          fix: 'name route tables',
        };
      }
    }
  }),

  {
    id: 'network.one-vpc',
    severity: 'error',
    *check({ graph }) {
      const vpcs = graph.ofType('AWS::EC2::VPC');
      if (vpcs.length > 1) return;
      for (const node of graph.ofType(
        SUBNET,
        'AWS::EC2::SecurityGroup',
        'AWS::EC2::RouteTable',
        'AWS::ElasticLoadBalancingV2::TargetGroup',
        'AWS::EC2::VPCGatewayAttachment',
      )) {
        const vpc = graph.follow(node.properties.VpcId);
        if (vpc && vpc.type !== 'AWS::EC2::VPC') {
          yield {
            logicalId: node.logicalId,
            path: 'Properties.VpcId',
            message: `must be a VPC, and ${vpc.logicalId} is a ${vpc.type}`,
            value: node.properties.VpcId,
            fix: 'name the VPC',
          };
        }
        if (vpcs.length === 1 && !vpc && typeof node.properties.VpcId === 'string') {
          yield {
            logicalId: node.logicalId,
            path: 'Properties.VpcId',
            message: `is another VPC than ${vpcs[0].logicalId}, in which everything else is`,
            value: node.properties.VpcId,
            fix: `refer to ${vpcs[0].logicalId}`,
            severity: 'warning',
          };
        }
      }
    },
  },
];

function* addressProblems(graph: TemplateGraph, vpc: Node): Iterable<Problem> {
  const whole = parseBlock(textOf(vpc.properties.CidrBlock));
  const literal = stringAt(vpc.properties, 'CidrBlock');
  if (literal !== undefined && !whole) {
    yield {
      logicalId: vpc.logicalId,
      path: 'Properties.CidrBlock',
      message: 'must be an address block',
      value: literal,
      fix: 'write e.g. 10.0.0.0/16',
    };
  }
  if (whole && (whole.length < 16 || whole.length > 28)) {
    yield {
      logicalId: vpc.logicalId,
      path: 'Properties.CidrBlock',
      message: 'must be from /16 to /28',
      value: literal,
      fix: 'choose a size in this range',
    };
  }
  const more = graph.ofType('AWS::EC2::VPCCidrBlock').some(({ properties }) => graph.follow(properties.VpcId) === vpc);
  const seen: [Node, AddressBlock][] = [];
  for (const subnet of graph.ofType(SUBNET).filter(({ properties }) => graph.follow(properties.VpcId) === vpc)) {
    const text = stringAt(subnet.properties, 'CidrBlock');
    const block = parseBlock(text ?? '');
    if (text !== undefined && !block) {
      yield {
        logicalId: subnet.logicalId,
        path: 'Properties.CidrBlock',
        message: 'must be an address block',
        value: text,
        fix: 'write e.g. 10.0.1.0/24',
      };
    }
    if (!block) continue;
    if (whole && !more && !within(block, whole)) {
      yield {
        logicalId: subnet.logicalId,
        path: 'Properties.CidrBlock',
        message: `must lie within the VPC's block (${literal})`,
        value: text,
        fix: 'choose a part of it',
      };
    }
    const other = seen.find(([, taken]) => overlap(block, taken));
    if (other) {
      yield {
        logicalId: subnet.logicalId,
        path: 'Properties.CidrBlock',
        message: `overlaps with ${other[0].logicalId}`,
        value: text,
        fix: 'choose another part',
      };
    }
    seen.push([subnet, block]);
  }
}

