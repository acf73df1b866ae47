import { isList, isObject, type Json } from '../../../assembly/json';
import type { Problem, Rule, Subject } from '../rule';
import type { TemplateGraph } from '../template-graph';

const BUCKET = 'AWS::S3::Bucket';
const FLEET = 'AWS::AutoScaling::AutoScalingGroup';
const GROUP = 'AWS::EC2::SecurityGroup';
const LOG_GROUP = 'AWS::Logs::LogGroup';
const ROLE = 'AWS::IAM::Role';
const SUBNET = 'AWS::EC2::Subnet';
const VPC = 'AWS::EC2::VPC';

/** Valid references: type, path of the property (`*` stands for each item of a list), and the types that it may refer to. */
const REFERENCES: readonly (readonly [type: string, place: string, ...wanted: readonly string[]])[] = [
  ['AWS::AutoScaling::AutoScalingGroup', 'VPCZoneIdentifier/*', SUBNET],
  ['AWS::CodeBuild::Project', 'LogsConfig/CloudWatchLogs/GroupName', LOG_GROUP],
  ['AWS::CodeBuild::Project', 'EncryptionKey', 'AWS::KMS::Key', 'AWS::KMS::Alias'],
  ['AWS::CodeBuild::Project', 'VpcConfig/VpcId', VPC],
  ['AWS::CodeBuild::Project', 'VpcConfig/Subnets/*', SUBNET],
  ['AWS::CodeBuild::Project', 'VpcConfig/SecurityGroupIds/*', GROUP],
  ['AWS::EC2::FlowLog', 'LogGroupName', LOG_GROUP],
  ['AWS::EC2::FlowLog', 'DeliverLogsPermissionArn', ROLE],
  ['AWS::EC2::NatGateway', 'SubnetId', SUBNET],
  ['AWS::EC2::SecurityGroupEgress', 'GroupId', GROUP],
  ['AWS::EC2::SecurityGroupEgress', 'DestinationSecurityGroupId', GROUP],
  ['AWS::EC2::SecurityGroupIngress', 'GroupId', GROUP],
  ['AWS::EC2::SecurityGroupIngress', 'SourceSecurityGroupId', GROUP],
  ['AWS::EC2::SubnetRouteTableAssociation', 'SubnetId', SUBNET],
  ['AWS::EC2::SubnetRouteTableAssociation', 'RouteTableId', 'AWS::EC2::RouteTable'],
  ['AWS::EC2::Route', 'RouteTableId', 'AWS::EC2::RouteTable'],
  ['AWS::EC2::VPCEndpoint', 'VpcId', VPC],
  ['AWS::EC2::VPCEndpoint', 'SubnetIds/*', SUBNET],
  ['AWS::EC2::VPCEndpoint', 'SecurityGroupIds/*', GROUP],
  ['AWS::EC2::VPCGatewayAttachment', 'InternetGatewayId', 'AWS::EC2::InternetGateway'],
  ['AWS::ElasticLoadBalancingV2::LoadBalancer', 'Subnets/*', SUBNET],
  ['AWS::ElasticLoadBalancingV2::LoadBalancer', 'SecurityGroups/*', GROUP],
  ['AWS::ElasticLoadBalancingV2::Listener', 'LoadBalancerArn', 'AWS::ElasticLoadBalancingV2::LoadBalancer'],
  ['AWS::IAM::InstanceProfile', 'Roles/*', ROLE],
  ['AWS::IAM::Policy', 'Roles/*', ROLE],
  ['AWS::KMS::Alias', 'TargetKeyId', 'AWS::KMS::Key'],
  ['AWS::S3::Bucket', 'LoggingConfiguration/DestinationBucketName', BUCKET],
  ['AWS::AutoScaling::LifecycleHook', 'AutoScalingGroupName', FLEET],
];

/** References to resources of the wrong type, which CloudFormation only notices in the middle of a deployment. */
export const REFERENCE_RULES: readonly Rule[] = [
  { id: 'template.reference-type', severity: 'error', check: referenceType },
];

function* referenceType({ graph }: Subject): Iterable<Problem> {
  for (const [type, place, ...wanted] of REFERENCES) {
    for (const { logicalId, properties } of graph.ofType(type)) yield* wrongReferences(graph, logicalId, properties, place, wanted);
  }
}

function* wrongReferences(
  graph: TemplateGraph,
  logicalId: string,
  properties: Json,
  place: string,
  wanted: readonly string[],
): Iterable<Problem> {
  for (const [path, value] of valuesAt(properties, place.split('/'))) {
    const node = graph.follow(value);
    if (!node || wanted.includes(node.type) || node.type.startsWith('Custom::')) continue;
    yield {
      logicalId,
      path: `Properties${path}`,
      message: `must be a ${wanted[0]}, and ${node.logicalId} is a ${node.type}`,
      value,
      fix: `refer to a ${wanted[0]}`,
    };
  }
}

function* valuesAt(value: Json | undefined, [step, ...rest]: readonly string[], path = ''): Iterable<[path: string, value: Json]> {
  if (step === undefined) {
    if (value !== undefined) yield [path, value];
  } else if (step === '*') {
    if (isList(value)) for (const [index, item] of value.entries()) yield* valuesAt(item, rest, `${path}[${index}]`);
  } else if (isObject(value)) {
    yield* valuesAt(value[step], rest, `${path}.${step}`);
  }
}
