import type { Templates } from './mutations/mutation';
import { fullest } from './synthesized';
import type { TemplateEditor } from './template-editor';
import type { JsonObject } from '../../local/src/assembly/json';
import { findingText } from '../../local/src/checks/finding';

const assembly = fullest();

const TOPIC = 'arn:aws:sns:eu-west-1:111122223333:news';

/** Templates that work on AWS and were once refused: none of them may be an error again. */
const HARMLESS: readonly (readonly [what: string, change: (templates: Templates) => unknown])[] = [
  [
    'SQS:*, in any letter case',
    ({ staging }) =>
      staging.add('QueuePolicy', 'AWS::SQS::QueuePolicy', {
        Queues: ['https://sqs.eu-west-1.amazonaws.com/111122223333/jobs'],
        PolicyDocument: policy('SQS:*', 'arn:aws:sqs:eu-west-1:111122223333:jobs'),
      }),
  ],
  [
    'SNS:AddPermission',
    ({ staging }) => staging.add('NewsPolicy', 'AWS::SNS::TopicPolicy', { Topics: [TOPIC], PolicyDocument: policy('SNS:AddPermission', TOPIC) }),
  ],
  [
    'the namespace AWS/ES',
    ({ staging }) =>
      staging.add('Search', 'AWS::CloudWatch::Alarm', {
        ComparisonOperator: 'GreaterThanThreshold',
        EvaluationPeriods: 1,
        Threshold: 1,
        Namespace: 'AWS/ES',
        MetricName: 'ClusterStatus.red',
        Period: 60,
        Statistic: 'Maximum',
      }),
  ],
  ['a bucket without anything', ({ staging }) => staging.add('Files', 'AWS::S3::Bucket', {})],
  ['a VPC with public subnets', ({ staging }) => staging.set('AWS::EC2::Subnet', 'MapPublicIpOnLaunch', true)],
  [
    'a target group that an ECS service fills',
    ({ staging }) => {
      staging.add('Targets', 'AWS::ElasticLoadBalancingV2::TargetGroup', {
        TargetType: 'ip',
        Protocol: 'HTTP',
        Port: 80,
        VpcId: { Ref: staging.id('AWS::EC2::VPC') },
      });
      return staging.add('Service', 'AWS::ECS::Service', {
        LoadBalancers: [{ ContainerName: 'web', ContainerPort: 80, TargetGroupArn: { Ref: 'Targets' } }],
      });
    },
  ],
  [
    'two ECS services behind one listener, each with target groups and rules of its own',
    ({ staging }) => ['First', 'Second'].map((name, index) => movedService(staging, name, 10 * index + 1)),
  ],
  [
    'two ECS services that fill the same target group one task after another',
    ({ staging }) => {
      staging.add('Targets', 'AWS::ElasticLoadBalancingV2::TargetGroup', {
        TargetType: 'ip', Protocol: 'HTTP', Port: 80, VpcId: { Ref: staging.id('AWS::EC2::VPC') },
      });
      return ['First', 'Second'].map((name) => staging.add(name, 'AWS::ECS::Service', {
        DeploymentConfiguration: { DeploymentCircuitBreaker: { Enable: true, Rollback: true } },
        LoadBalancers: [{ ContainerName: 'web', ContainerPort: 80, TargetGroupArn: { Ref: 'Targets' } }],
      }));
    },
  ],
  [
    'a CodePipeline project with another artifact type',
    ({ pipeline }) => pipeline.set('AWS::CodeBuild::Project', 'Artifacts', { Type: 'NO_ARTIFACTS' }),
  ],
  ['a privileged build', ({ pipeline }) => pipeline.set('AWS::CodeBuild::Project', 'Environment/PrivilegedMode', true)],
  [
    'a log bucket of CloudFront',
    ({ staging }) => {
      staging.add('Logs', 'AWS::S3::Bucket', { OwnershipControls: { Rules: [{ ObjectOwnership: 'ObjectWriter' }] } });
      return staging.add('Site', 'AWS::CloudFront::Distribution', {
        DistributionConfig: { Enabled: true, Logging: { Bucket: { 'Fn::GetAtt': ['Logs', 'DomainName'] } } },
      });
    },
  ],
  [
    'Windows user data',
    ({ staging }) =>
      staging.set('AWS::EC2::LaunchTemplate', 'LaunchTemplateData/UserData', { 'Fn::Base64': '<powershell>hostname</powershell>' }),
  ],
  ['TCP in capital letters', ({ staging }) => staging.add('Ssh', 'AWS::EC2::SecurityGroupIngress', {
    GroupId: { Ref: staging.id('AWS::EC2::SecurityGroup') }, IpProtocol: 'TCP', FromPort: 443, ToPort: 443, CidrIp: '10.0.0.0/8',
  })],
  ['the name of a role for a build', ({ pipeline }) =>
    pipeline.set('AWS::CodeBuild::Project', 'ServiceRole', { Ref: pipeline.id('AWS::IAM::Role#BuildProject') })],
  ['a bucket of its owner', ({ staging }) => staging.add('Files', 'AWS::S3::Bucket', { AccessControl: 'BucketOwnerFullControl' })],
  ['a VPC of a nested stack', ({ staging }) => {
    staging.add('Nested', 'AWS::CloudFormation::Stack', { TemplateURL: 'https://s3.amazonaws.com/bucket/network.json' });
    return staging.add('Inside', 'AWS::EC2::SecurityGroup', { GroupDescription: 'x', VpcId: { 'Fn::GetAtt': ['Nested', 'Outputs.Vpc'] } });
  }],
  ['a variable that names a wrapper for a function', ({ staging }) => staging.add('Wrapped', 'AWS::Lambda::Function', {
    Role: 'arn:aws:iam::111122223333:role/function',
    Code: { S3Bucket: 'b', S3Key: 'k' },
    Handler: 'run.sh',
    Runtime: 'nodejs24.x',
    Environment: { Variables: { AWS_LAMBDA_EXEC_WRAPPER: '/opt/bootstrap' } },
  })],
  ['a state machine whose definition gets values that are no texts', ({ staging }) => staging.add('Wait', 'AWS::StepFunctions::StateMachine', {
    RoleArn: 'arn:aws:iam::111122223333:role/states',
    DefinitionString: '{"StartAt": "Wait", "States": {"Wait": {"Type": "Wait", "Seconds": ${Seconds}, "End": true}}}',
    DefinitionSubstitutions: { Seconds: 3 },
  })],
  ['a role that trusts a service in one region', ({ staging }) =>
    staging.replace('AWS::IAM::Role#AlarmPollingRole', 'states.amazonaws.com', 'states.eu-west-1.amazonaws.com')],
  ['every action of a service', ({ staging }) => staging.push('AWS::IAM::Policy#InstanceRole', 'PolicyDocument/Statement', {
    Effect: 'Allow', Action: 'ec2messages:*', Resource: '*',
  })],
];

test.each(HARMLESS)('%s is not an error', (_what, change) => {
  const { documents } = assembly.changed<Templates, unknown>({ pipeline: 'Web', staging: 'Web-staging', production: 'Web-production' }, change);
  expect(
    assembly
      .findings(documents)
      .filter(({ severity }) => severity === 'error')
      .map(findingText),
  ).toEqual([]);
});

function policy(action: string, resource: string): JsonObject {
  return {
    Version: '2012-10-17',
    Statement: [
      {
        Effect: 'Allow',
        Action: action,
        Principal: { AWS: 'arn:aws:iam::111122223333:root' },
        Resource: resource,
        Condition: { Bool: { 'aws:SecureTransport': 'true' } },
      },
    ],
  };
}

/** A blue/green service, the rules that Amazon ECS changes for it, and one that names both target groups and sends nothing to the second. */
function movedService(staging: TemplateEditor, name: string, priority: number): string {
  const [vpc, listener] = [staging.id('AWS::EC2::VPC'), staging.id('AWS::ElasticLoadBalancingV2::Listener')];
  const targetGroup = (part: string): JsonObject => {
    const properties = { TargetType: 'ip', Protocol: 'HTTP', Port: 80, VpcId: { Ref: vpc } };
    return { Ref: staging.add(`${name}${part}`, 'AWS::ElasticLoadBalancingV2::TargetGroup', properties) };
  };
  const rule = (part: string, offset: number, action: JsonObject): JsonObject => {
    const conditions = [{ Field: 'path-pattern', Values: [`/${name}${part}/*`] }];
    const actions = [{ Type: 'forward', ...action }];
    const properties = { ListenerArn: { Ref: listener }, Priority: priority + offset, Conditions: conditions, Actions: actions };
    return { Ref: staging.add(`${name}${part}`, 'AWS::ElasticLoadBalancingV2::ListenerRule', properties) };
  };
  const [blue, green] = [targetGroup('Blue'), targetGroup('Green')];
  const weights = { ForwardConfig: { TargetGroups: [{ TargetGroupArn: blue, Weight: 1 }, { TargetGroupArn: green, Weight: 0 }] } };
  rule('Fixed', 2, weights);
  const advanced = {
    AlternateTargetGroupArn: green,
    ProductionListenerRule: rule('Production', 0, weights),
    TestListenerRule: rule('Test', 1, { TargetGroupArn: green }),
    RoleArn: 'arn:aws:iam::111122223333:role/ecs',
  };
  return staging.add(`${name}Service`, 'AWS::ECS::Service', {
    DeploymentConfiguration: { Strategy: 'BLUE_GREEN', BakeTimeInMinutes: 5 },
    LoadBalancers: [{ ContainerName: 'web', ContainerPort: 80, TargetGroupArn: blue, AdvancedConfiguration: advanced }],
  });
}
