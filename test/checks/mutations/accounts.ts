import { action, BUCKET, PIPELINE, POLICY, ROLE, type MutationOf } from './mutation';
import type { TemplateEditor } from '../template-editor';

/** Templates of environments in other accounts and regions, each a copy that may be changed. */
export interface PlacedTemplates {
  readonly pipeline: TemplateEditor;
  /** The pipeline's stack in the other region. */
  readonly region: TemplateEditor;
  /** Its roles in the other account, for the environment `live`. */
  readonly access: TemplateEditor;
  /** An environment in the other account and region. */
  readonly live: TemplateEditor;
}

export type PlacedMutation = MutationOf<PlacedTemplates>;

const DEPLOY = action('live', 'Deploy');
const PREPARE = action('live', 'PrepareChangeSet');
const DELIVERY = `${ROLE}#DeliveryRole`;
const BUCKET_POLICY = 'AWS::S3::BucketPolicy#ArtifactsPolicy';
const KEY = 'AWS::KMS::Key';
const TRUST = 'AssumeRolePolicyDocument/Statement/0';

/** Another role's name in place of a role's. */
const renamed = (editor: TemplateEditor, resource: string, name: RegExp): void => {
  const [found] = name.exec(JSON.stringify(editor.get(resource, resource.startsWith(KEY) ? 'KeyPolicy' : 'PolicyDocument'))) ?? [''];
  editor.replace(resource, found, 'Web-somebody-else');
};

export const ACCOUNT_MUTATIONS: readonly PlacedMutation[] = [
  [
    'accounts.action-role',
    "a deployment with a role of the pipeline's account",
    ({ pipeline }) => {
      const role = pipeline.get(PIPELINE, `${action('us', 'Deploy')}/RoleArn`)!;
      return pipeline.set(PIPELINE, `${DEPLOY}/RoleArn`, role);
    },
    ['iam.action-resource'],
  ],
  ['accounts.action-role', 'a change set without a role', ({ pipeline }) => pipeline.remove(PIPELINE, `${PREPARE}/RoleArn`),
    ['iam.action-permission (5)']],
  ['accounts.action-region', "a deployment in the pipeline's region", ({ pipeline }) => pipeline.remove(PIPELINE, `${DEPLOY}/Region`)],
  ['accounts.action-region', 'a change set in another region', ({ pipeline }) => pipeline.set(PIPELINE, `${PREPARE}/Region`, 'eu-west-1')],
  [
    'accounts.pipeline-role-assumes',
    'a pipeline that cannot assume the role of a deployment',
    ({ pipeline }) => {
      const policy = `${POLICY}#WebDeliveryRoleDefaultPolicy`;
      const [name] = /Web-live-delivery-\w+/.exec(JSON.stringify(pipeline.get(policy, 'PolicyDocument')))!;
      pipeline.replace(policy, name, 'Web-live-somebody');
      return (pipeline.get(PIPELINE, 'RoleArn') as { 'Fn::GetAtt': string[] })['Fn::GetAtt'][0];
    },
    ['accounts.pipeline-role-assumes (2)'],
  ],
  [
    'accounts.artifact-key',
    'artifacts for another account without a key',
    ({ pipeline, region }) => {
      pipeline.remove(PIPELINE, 'ArtifactStores/Region=us-east-1/ArtifactStore/EncryptionKey');
      region.set(`${BUCKET}#Artifacts`, 'BucketEncryption/ServerSideEncryptionConfiguration/0/ServerSideEncryptionByDefault', {
        SSEAlgorithm: 'AES256',
      });
      return pipeline.id(PIPELINE);
    },
  ],
  [
    'accounts.instance-key',
    'instances that may not decrypt revisions',
    ({ pipeline, live }) => {
      live.replace(`${POLICY}#InstanceRole`, 'kms:Decrypt', 'kms:DescribeKey');
      return pipeline.id(PIPELINE);
    },
  ],
  [
    'accounts.bucket-policy',
    'a bucket that does not let the deployment read',
    ({ region }) => {
      renamed(region, BUCKET_POLICY, /Web-live-delivery-\w+/);
      return region.id(`${BUCKET}#Artifacts`);
    },
  ],
  [
    'accounts.bucket-policy',
    'a bucket that does not let instances read',
    ({ region }) => {
      renamed(region, BUCKET_POLICY, /Web-live-instances-\w+/);
      return region.id(`${BUCKET}#Artifacts`);
    },
  ],
  [
    'accounts.bucket-policy',
    'a bucket that lets another account read',
    ({ region }) => {
      region.replace(BUCKET_POLICY, 'arn:aws:iam::444455556666:root', 'arn:aws:iam::777788889999:root');
      return region.id(`${BUCKET}#Artifacts`);
    },
    ['accounts.bucket-policy (2)'],
  ],
  [
    'accounts.bucket-policy',
    "a bucket of the pipeline's region without a policy for the other account",
    ({ pipeline }) => {
      pipeline.replace('AWS::S3::BucketPolicy#DeliveryArtifactsPolicy', 's3:GetObject', 's3:GetObjectTagging');
      return pipeline.id(`${BUCKET}#DeliveryArtifacts`);
    },
    ['accounts.bucket-policy (2)'],
  ],
  [
    'accounts.key-policy',
    "a key that CloudFormation's actions cannot use",
    ({ region }) => {
      renamed(region, KEY, /cdk-hnb659fds-deploy-role-\d+-us-east-1/);
      return region.id(KEY);
    },
  ],
  [
    'accounts.key-policy',
    'a key for its own account only',
    ({ region }) => {
      region.replace(KEY, 'kms:Decrypt', 'kms:DescribeKey');
      return region.id(KEY);
    },
    ['accounts.key-policy (2)'],
  ],
  ['kms.rotation', 'a key of artifacts that does not rotate', ({ region }) => region.set(KEY, 'EnableKeyRotation', false)],
  ['accounts.trust', 'a role that the whole account of the pipeline can assume', ({ access }) => access.remove(DELIVERY, `${TRUST}/Condition`),
    ['accounts.delivery-role (3)']],
  [
    'accounts.trust',
    'a role that many roles can assume',
    ({ access }) => access.set(DELIVERY, `${TRUST}/Condition/ArnEquals/aws:PrincipalArn`, 'arn:aws:iam::111122223333:role/*'),
    ['accounts.delivery-role (3)'],
  ],
  [
    'accounts.delivery-role',
    'a role that trusts another role',
    ({ pipeline, access }) => {
      access.set(DELIVERY, `${TRUST}/Condition/ArnEquals/aws:PrincipalArn`, 'arn:aws:iam::111122223333:role/Web-other');
      return pipeline.id(PIPELINE);
    },
    ['accounts.delivery-role (2)'],
  ],
  [
    'accounts.delivery-role',
    'a role that may not deploy',
    ({ pipeline, access }) => {
      access.replace(`${POLICY}#DeliveryRole`, 'codedeploy:CreateDeployment', 'codedeploy:ListDeployments');
      return pipeline.id(PIPELINE);
    },
  ],
  [
    'accounts.delivery-role',
    'a role that may not start the state machine',
    ({ pipeline, access }) => {
      access.replace(`${POLICY}#DeliveryRole`, 'states:StartExecution', 'states:ListExecutions');
      return pipeline.id(PIPELINE);
    },
    ['accounts.delivery-role'],
  ],
  [
    'accounts.topic',
    'a topic of another region',
    ({ pipeline }) => {
      pipeline.replace(PIPELINE, 'arn:aws:sns:us-east-1:', 'arn:aws:sns:eu-west-1:');
      return pipeline.id(PIPELINE);
    },
    ['accounts.topic'],
  ],
  [
    'accounts.topic',
    'a topic that does not accept alarms of the other account',
    ({ pipeline, region }) => {
      region.replace('AWS::SNS::TopicPolicy', '444455556666', '777788889999');
      return pipeline.id(PIPELINE);
    },
  ],
  [
    'environment.instance-role',
    'instances in another account that may read another bucket',
    ({ live }) => {
      live.replace(`${POLICY}#InstanceRole`, '"Ref":"ArtifactBucketName"', '"Ref":"AWS::StackName"');
      return live.id(`${ROLE}#InstanceRole`);
    },
  ],
];
