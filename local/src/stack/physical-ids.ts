import { createHash } from 'node:crypto';
import type { PseudoParameters } from './resolved-stack';

/** The property that names a resource of this type. */
export const NAME_PROPERTIES: Readonly<Record<string, string>> = {
  'AWS::AutoScaling::AutoScalingGroup': 'AutoScalingGroupName',
  'AWS::CloudWatch::Alarm': 'AlarmName',
  'AWS::CloudWatch::Dashboard': 'DashboardName',
  'AWS::CodeBuild::Project': 'Name',
  'AWS::CodeDeploy::Application': 'ApplicationName',
  'AWS::CodeDeploy::DeploymentConfig': 'DeploymentConfigName',
  'AWS::CodeDeploy::DeploymentGroup': 'DeploymentGroupName',
  'AWS::CodePipeline::Pipeline': 'Name',
  'AWS::EC2::LaunchTemplate': 'LaunchTemplateName',
  'AWS::ElasticLoadBalancingV2::LoadBalancer': 'Name',
  'AWS::ElasticLoadBalancingV2::TargetGroup': 'Name',
  'AWS::IAM::InstanceProfile': 'InstanceProfileName',
  'AWS::IAM::ManagedPolicy': 'ManagedPolicyName',
  'AWS::IAM::Role': 'RoleName',
  'AWS::Lambda::Function': 'FunctionName',
  'AWS::Logs::LogGroup': 'LogGroupName',
  'AWS::S3::Bucket': 'BucketName',
  'AWS::SNS::Topic': 'TopicName',
  'AWS::SSM::Parameter': 'Name',
  'AWS::StepFunctions::StateMachine': 'StateMachineName',
};

/** Types that Amazon EC2 names by itself: `vpc-0123456789abcdef0`. */
const EC2_PREFIXES: Readonly<Record<string, string>> = {
  'AWS::EC2::EIP': 'eipalloc',
  'AWS::EC2::FlowLog': 'fl',
  'AWS::EC2::InternetGateway': 'igw',
  'AWS::EC2::LaunchTemplate': 'lt',
  'AWS::EC2::NatGateway': 'nat',
  'AWS::EC2::RouteTable': 'rtb',
  'AWS::EC2::SecurityGroup': 'sg',
  'AWS::EC2::Subnet': 'subnet',
  'AWS::EC2::VPC': 'vpc',
  'AWS::EC2::VPCEndpoint': 'vpce',
};

type ArnFormat = (name: string, id: string) => { readonly service: string; readonly resource: string; readonly global?: 'account' | 'region' };

const ARNS: Readonly<Record<string, ArnFormat>> = {
  'AWS::AutoScaling::AutoScalingGroup': (name, id) => ({ service: 'autoscaling', resource: `autoScalingGroup:${id}:autoScalingGroupName/${name}` }),
  'AWS::CloudWatch::Alarm': (name) => ({ service: 'cloudwatch', resource: `alarm:${name}` }),
  'AWS::CodeBuild::Project': (name) => ({ service: 'codebuild', resource: `project/${name}` }),
  'AWS::ElasticLoadBalancingV2::Listener': (name, id) => ({ service: 'elasticloadbalancing', resource: `listener/app/${name}/${id}/${id}` }),
  'AWS::ElasticLoadBalancingV2::LoadBalancer': (name, id) => ({ service: 'elasticloadbalancing', resource: `loadbalancer/app/${name}/${id}` }),
  'AWS::ElasticLoadBalancingV2::TargetGroup': (name, id) => ({ service: 'elasticloadbalancing', resource: `targetgroup/${name}/${id}` }),
  'AWS::IAM::InstanceProfile': (name) => ({ service: 'iam', resource: `instance-profile/${name}`, global: 'region' }),
  'AWS::IAM::ManagedPolicy': (name) => ({ service: 'iam', resource: `policy/${name}`, global: 'region' }),
  'AWS::IAM::Role': (name) => ({ service: 'iam', resource: `role/${name}`, global: 'region' }),
  'AWS::KMS::Key': (name) => ({ service: 'kms', resource: `key/${name}` }),
  'AWS::Lambda::Function': (name) => ({ service: 'lambda', resource: `function:${name}` }),
  'AWS::Logs::LogGroup': (name) => ({ service: 'logs', resource: `log-group:${name}:*` }),
  'AWS::S3::Bucket': (name) => ({ service: 's3', resource: name, global: 'account' }),
  'AWS::SNS::Topic': (name) => ({ service: 'sns', resource: name }),
  'AWS::StepFunctions::StateMachine': (name) => ({ service: 'states', resource: `stateMachine:${name}` }),
};

/** Types whose `Ref` is the ARN. */
const REF_IS_ARN = new Set([
  'AWS::ElasticLoadBalancingV2::Listener', 'AWS::ElasticLoadBalancingV2::LoadBalancer', 'AWS::ElasticLoadBalancingV2::TargetGroup',
  'AWS::IAM::ManagedPolicy', 'AWS::SNS::Topic', 'AWS::StepFunctions::StateMachine',
]);

export interface Identity {
  readonly logicalId: string;
  readonly type: string;
  /** As the template sets it. */
  readonly name?: string;
  readonly pseudo: PseudoParameters;
}

/** What `Ref` gives. Made from the logical id, so that it is the same in every run. */
export function physicalId(identity: Identity): string {
  const { logicalId, type, pseudo } = identity;
  const prefix = EC2_PREFIXES[type];
  if (prefix) return `${prefix}-0${unique(pseudo.stackName, logicalId).slice(0, 16)}`;
  return REF_IS_ARN.has(type) ? arn(identity) ?? physicalName(identity) : physicalName(identity);
}

export function physicalName({ logicalId, type, name, pseudo }: Identity): string {
  if (name !== undefined) return name;
  const hash = unique(pseudo.stackName, logicalId);
  // An Elastic Load Balancing name has at most 32 characters, a bucket's name no capital letters.
  if (type.startsWith('AWS::ElasticLoadBalancingV2::')) return `${pseudo.stackName.slice(0, 6)}-${logicalId.slice(0, 12)}-${hash.slice(0, 12)}`;
  if (type === 'AWS::S3::Bucket') return `${pseudo.stackName}-${logicalId}-${hash.slice(0, 12)}`.toLowerCase();
  return `${pseudo.stackName}-${logicalId}-${hash.slice(0, 12).toUpperCase()}`;
}

export function arn(identity: Identity): string | undefined {
  const format = ARNS[identity.type];
  if (!format) return undefined;
  const { partition, region, accountId, stackName } = identity.pseudo;
  const { service, resource, global } = format(physicalName(identity), unique(stackName, identity.logicalId).slice(0, 16));
  return `arn:${partition}:${service}:${global ? '' : region}:${global === 'account' ? '' : accountId}:${resource}`;
}

export function unique(...parts: readonly string[]): string {
  return createHash('sha256').update(parts.join('/')).digest('hex');
}
