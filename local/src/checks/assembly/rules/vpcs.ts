import { booleanAt, stringAt } from '../../../assembly/json';
import { textOf } from '../../../assembly/text';
import { type AddressBlock, overlap, parseBlock, within } from '../address-block';
import { type Problem, type ResourceProblem, resourceRule, type Rule, type Subject } from '../rule';
import type { Node, TemplateGraph } from '../template-graph';

const VPC = 'AWS::EC2::VPC';
const GROUP = 'AWS::EC2::SecurityGroup';
const SUBNET = 'AWS::EC2::Subnet';

/** A VPC, its addresses, and that all resources are in the same one. */
export const VPC_RULES: readonly Rule[] = [
  resourceRule('network.vpc-dns', 'AWS::EC2::VPC', vpcDns, 'warning'),
  { id: 'network.address-blocks', severity: 'error', check: addressBlocks },
  { id: 'network.one-vpc', severity: 'error', check: oneVpc },
  resourceRule('network.security-group-vpc', GROUP, securityGroupVpc, 'warning'),
];

function* vpcDns({ properties }: Node): Iterable<ResourceProblem> {
  for (const key of ['EnableDnsSupport', 'EnableDnsHostnames']) {
    if (booleanAt(properties, key) === false) {
      yield {
        path: `Properties.${key}`,
        message: 'instances and endpoints need DNS in the VPC',
        value: false,
        fix: 'set it to true',
      };
    }
  }
}

function* addressBlocks({ graph }: Subject): Iterable<Problem> {
  for (const vpc of graph.ofType('AWS::EC2::VPC')) yield* addressProblems(graph, vpc);
}

function* oneVpc({ graph }: Subject): Iterable<Problem> {
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
        message: `is a different VPC from ${vpcs[0].logicalId}, which contains everything else`,
        value: node.properties.VpcId,
        fix: `refer to ${vpcs[0].logicalId}`,
        severity: 'warning',
      };
    }
  }
}

function* securityGroupVpc({ properties }: Node, { graph }: Subject): Iterable<ResourceProblem> {
  if (properties.VpcId === undefined && graph.ofType(VPC).length > 0) {
    yield {
      path: 'Properties.VpcId',
      message: 'without it the group is in the default VPC of the account, which contains nothing else of this template',
      fix: 'name the VPC',
    };
  }
}

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
