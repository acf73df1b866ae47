import { ALARM, artifactBucket, BUCKET, GOOD_ALARM, INSTANCE_POLICY, POLICY, ROLE, STATEMENT, type Mutation } from './mutation';

const EVERYONE = { Statement: [{ Effect: 'Allow', Action: 'sts:AssumeRole', Principal: '*' }] };
/** Roles, policies and storage. */
export const SECURITY_MUTATIONS: readonly Mutation[] = [
  ['iam.trust-everyone', 'a role that trusts *', ({ staging }) => staging.set(ROLE, 'AssumeRolePolicyDocument', EVERYONE)],
  [
    'iam.trust-everyone',
    'a role that trusts every account',
    ({ staging }) =>
      staging.set(ROLE, 'AssumeRolePolicyDocument', { Statement: [{ Effect: 'Allow', Action: 'sts:AssumeRole', Principal: { AWS: '*' } }] }),
  ],
  ['iam.trust-policy', 'a role that nobody can assume', ({ staging }) => staging.replace(ROLE, '"Effect":"Allow"', '"Effect":"Deny"')],
  ['iam.trust-policy', 'a service that does not exist', ({ staging }) => staging.replace(`${ROLE}#InstanceRole`, 'ec2.amazonaws.com', 'ec2'),
    ['iam.trusted-service']],
  ['iam.trust-policy', 'a trust policy of another action', ({ staging }) => staging.replace(ROLE, 'sts:AssumeRole', 's3:GetObject')],
  ['iam.wildcard-action', 'every action', ({ staging }) => staging.set(INSTANCE_POLICY, `${STATEMENT}/Action`, '*')],
  ['iam.wildcard-action', 'every action of S3', ({ staging }) => staging.set(INSTANCE_POLICY, `${STATEMENT}/Action`, ['s3:*']),
    ['iam.wildcard-resource']],
  ['iam.wildcard-action', 'every action but some', ({ staging }) => staging.set(INSTANCE_POLICY, `${STATEMENT}/NotAction`, 'iam:*')],
  [
    'iam.wildcard-resource',
    'objects of every bucket',
    ({ staging }) => staging.push(INSTANCE_POLICY, 'PolicyDocument/Statement', { Effect: 'Allow', Action: 's3:GetObject', Resource: '*' }),
  ],
  [
    'iam.wildcard-resource',
    'every role to pass on',
    ({ staging }) => staging.push(INSTANCE_POLICY, 'PolicyDocument/Statement', { Effect: 'Allow', Action: 'iam:PassRole', Resource: '*' }),
  ],
  [
    'iam.wildcard-resource',
    'every resource but some',
    ({ staging }) => staging.set(INSTANCE_POLICY, `${STATEMENT}/NotResource`, 'arn:aws:s3:::x'),
  ],
  ['CloudFormation-Validate::E3510', 'an effect that does not exist', ({ staging }) => staging.set(INSTANCE_POLICY, `${STATEMENT}/Effect`, 'allow')],
  ['CloudFormation-Validate::E3510', 'a statement without an action', ({ staging }) => staging.remove(INSTANCE_POLICY, `${STATEMENT}/Action`)],
  ['CloudFormation-Validate::E3510', 'a statement without a resource', ({ staging }) => staging.remove(INSTANCE_POLICY, `${STATEMENT}/Resource`),
    ['iam.statement']],
  ['iam.statement', 'a statement with an empty resource', ({ staging }) => staging.set(INSTANCE_POLICY, `${STATEMENT}/Resource`, [])],
  ['iam.statement', 'an action without a service', ({ staging }) => staging.set(INSTANCE_POLICY, `${STATEMENT}/Action`, 'GetObject')],
  [
    'iam.administrator',
    'an administrator',
    ({ staging }) => staging.push(ROLE, 'ManagedPolicyArns', 'arn:aws:iam::aws:policy/AdministratorAccess'),
  ],
  ['iam.long-lived-key', 'a user with a key', ({ pipeline }) => pipeline.add('Robot', 'AWS::IAM::AccessKey', { UserName: 'robot' })],
  [
    'iam.resource-policy',
    'a bucket for everyone',
    ({ pipeline }) =>
      pipeline.push('AWS::S3::BucketPolicy', 'PolicyDocument/Statement', {
        Effect: 'Allow',
        Action: 's3:GetObject',
        Principal: '*',
        Resource: '*',
      }),
  ],
  ['iam.policy-attachment', 'a policy that is attached to nothing', ({ staging }) => staging.set(INSTANCE_POLICY, 'Roles', []),
    ['environment.instance-role']],
  [
    'iam.trusted-service',
    'an instance role for Lambda',
    ({ staging }) => staging.replace(`${ROLE}#InstanceRole`, 'ec2.amazonaws.com', 'lambda.amazonaws.com'),
  ],
  [
    'iam.trusted-service',
    'a deployment role for instances',
    ({ staging }) => staging.replace(`${ROLE}#DeploymentRole`, 'codedeploy.amazonaws.com', 'ec2.amazonaws.com'),
  ],
  [
    'iam.trusted-service',
    'a build role for the pipeline',
    ({ pipeline }) => pipeline.replace(`${ROLE}#BuildProject`, 'codebuild.amazonaws.com', 'codepipeline.amazonaws.com'),
  ],
  [
    'iam.trusted-service',
    'a role of a state machine for instances',
    ({ staging }) => staging.replace(`${ROLE}#AlarmPollingRole`, 'states.amazonaws.com', 'ec2.amazonaws.com'),
    ['iam.trusted-service'],
  ],
  [
    'iam.trusted-service',
    'a role of the target of a rule for state machines',
    ({ staging }) => staging.replace(`${ROLE}#RestoreEventsRole`, 'events.amazonaws.com', 'states.amazonaws.com'),
  ],
  [
    'iam.pipeline-role-assumes',
    'a pipeline that cannot assume the roles of its actions',
    ({ pipeline }) => {
      const policy = policyWith(pipeline, 'sts:AssumeRole');
      pipeline.replace(policy, 'sts:AssumeRole', 'sts:TagSession');
      return roleOf(pipeline, policy);
    },
    ['iam.pipeline-role-assumes (14)'],
  ],
  [
    'iam.pipeline-role-assumes',
    'a role of an action that trusts another role',
    ({ pipeline }) => {
      const role = pipeline.id(`${ROLE}#Rolesstaging`);
      pipeline.replace(role, roleOf(pipeline, policyWith(pipeline, 'sts:AssumeRole')), pipeline.id(`${ROLE}#BuildProject`));
      return role;
    },
    ['iam.pipeline-role-assumes (3)'],
  ],
  [
    'iam.action-permission',
    'a deployment that the pipeline is not allowed to create',
    ({ pipeline }) => {
      const policy = policyWith(pipeline, 'codedeploy:CreateDeployment');
      pipeline.replace(policy, 'codedeploy:CreateDeployment', 'codedeploy:ListDeployments');
      return roleOf(pipeline, policy);
    },
  ],
  [
    'iam.action-permission',
    'a build that the pipeline is not allowed to start',
    ({ pipeline }) => {
      const policy = policyWith(pipeline, 'codebuild:StartBuild');
      pipeline.replace(policy, 'codebuild:StartBuild', 'codebuild:StopBuild');
      return roleOf(pipeline, policy);
    },
  ],
  [
    'iam.action-permission',
    'a function that an action may not call',
    ({ pipeline }) => {
      const policy = `${POLICY}#StackCareActionRole`;
      pipeline.replace(policy, 'lambda:InvokeFunction', 'lambda:GetFunction');
      return roleOf(pipeline, policy);
    },
    ['iam.action-permission (2)'],
  ],
  [
    'iam.action-permission',
    'a state machine that an action may not start',
    ({ pipeline }) => {
      const policy = policyWith(pipeline, 'states:StartExecution');
      pipeline.replace(policy, 'states:StartExecution', 'states:StopExecution');
      return roleOf(pipeline, policy);
    },
  ],
  [
    'iam.action-permission',
    'a connection that the pipeline is not allowed to use',
    ({ pipeline }) => {
      const policy = policyWith(pipeline, 'codeconnections:UseConnection');
      pipeline.replace(policy, 'codeconnections:UseConnection', 'codestar-connections:UseConnection');
      return roleOf(pipeline, policy);
    },
  ],
  [
    'iam.artifact-bucket',
    'a build that is not allowed to write artifacts',
    ({ pipeline }) => {
      const role = pipeline.id(`${ROLE}#BuildProject`);
      pipeline.replace(`${POLICY}#BuildProject`, 's3:PutObject', 's3:PutObjectTagging');
      return role;
    },
  ],
  [
    'iam.artifact-bucket',
    'a deployment action without the artifact bucket',
    ({ pipeline }) => {
      const policy = policyWith(pipeline, 'codedeploy:CreateDeployment');
      pipeline.replace(policy, artifactBucket(pipeline), pipeline.id('AWS::Logs::LogGroup'));
      return roleOf(pipeline, policy);
    },
    ['iam.artifact-bucket'],
  ],

  ['s3.public-access', 'a bucket without a public access block', ({ pipeline }) => pipeline.remove(BUCKET, 'PublicAccessBlockConfiguration')],
  [
    's3.public-access',
    'a bucket that takes public policies',
    ({ pipeline }) => pipeline.set(BUCKET, 'PublicAccessBlockConfiguration/BlockPublicPolicy', false),
  ],
  ['s3.public-access', 'a bucket that everyone may read', ({ pipeline }) => pipeline.set(BUCKET, 'AccessControl', 'PublicRead'),
    ['s3.acl']],
  ['s3.tls', 'a bucket without a policy', ({ pipeline }) => pipeline.drop('AWS::S3::BucketPolicy') && pipeline.id(BUCKET)],
  [
    's3.tls',
    'a bucket that takes requests without TLS',
    ({ pipeline }) => pipeline.replace('AWS::S3::BucketPolicy', 'aws:SecureTransport', 'aws:ViaAWSService') && pipeline.id(BUCKET),
  ],
  ['s3.encryption', 'a bucket without an encryption setting', ({ pipeline }) => pipeline.remove(BUCKET, 'BucketEncryption')],
  ['CloudFormation-Validate::W3030', 'an algorithm that does not exist', ({ pipeline }) => pipeline.replace(BUCKET, 'AES256', 'AES128')],
  ['s3.acl', 'an access control list', ({ pipeline }) => pipeline.set(BUCKET, 'AccessControl', 'LogDeliveryWrite')],
  [
    's3.artifact-bucket-kept',
    'artifacts that expire before an approval',
    ({ pipeline }) => pipeline.push(artifactBucket(pipeline), 'LifecycleConfiguration/Rules', { Status: 'Enabled', ExpirationInDays: 1 }),
  ],
  ['s3.policy-bucket', 'a bucket policy for a role', ({ pipeline }) => pipeline.set('AWS::S3::BucketPolicy', 'Bucket', { Ref: pipeline.id(ROLE) }),
    ['s3.tls']],
  ['kms.rotation', 'a key that does not rotate', ({ pipeline }) => pipeline.add('Key', 'AWS::KMS::Key', { KeyPolicy: { Statement: [] } }),
    ['iam.document']],
  [
    'kms.policy',
    'a key for everyone',
    ({ pipeline }) =>
      pipeline.add('Key', 'AWS::KMS::Key', {
        EnableKeyRotation: true,
        KeyPolicy: { Statement: [{ Effect: 'Allow', Action: 'kms:*', Principal: { AWS: '*' }, Resource: '*' }] },
      }),
  ],
  [
    'iam.artifact-bucket',
    'a key that nobody is allowed to use',
    ({ pipeline }) => {
      pipeline.add('Key', 'AWS::KMS::Key', { EnableKeyRotation: true });
      pipeline.set(artifactBucket(pipeline), 'BucketEncryption/ServerSideEncryptionConfiguration/0/ServerSideEncryptionByDefault', {
        SSEAlgorithm: 'aws:kms',
        KMSMasterKeyID: { 'Fn::GetAtt': ['Key', 'Arn'] },
      });
      return pipeline.id(`${ROLE}#BuildProject`);
    },
    ['iam.artifact-bucket (7)'],
  ],
  [
    'sns.subscription',
    'an e-mail address that is not valid',
    ({ pipeline }) =>
      pipeline.add('Mail', 'AWS::SNS::Subscription', { Protocol: 'email', Endpoint: 'me', TopicArn: { Ref: pipeline.id('AWS::SNS::Topic') } }),
  ],
  [
    'sns.subscription',
    'a subscription of a bucket',
    ({ pipeline }) => pipeline.add('Mail', 'AWS::SNS::Subscription', { Protocol: 'sqs', TopicArn: { Ref: pipeline.id(BUCKET) } }),
  ],

  [
    'CloudFormation-Validate::W3030',
    'an operator that does not exist',
    ({ staging }) => staging.add('Alarm', ALARM, { ...GOOD_ALARM, ComparisonOperator: '>' }),
    ['cloudwatch.unheard'],
  ],
];

type Editor = Parameters<Mutation[2]>[0]['pipeline'];

function policyWith(template: Editor, text: string): string {
  const found = Object.entries(template.section('Resources')).find(
    ([, resource]) => resource.Type === POLICY && JSON.stringify(resource).includes(`"${text}"`),
  );
  if (!found) throw new Error(`no policy has ${text}`);
  return found[0];
}

function roleOf(template: Editor, policy: string): string {
  return (template.get(policy, 'Roles/0') as { Ref: string }).Ref;
}
