import { Stack } from 'aws-cdk-lib';
import type { IRole } from 'aws-cdk-lib/aws-iam';
import type { ILogGroup } from 'aws-cdk-lib/aws-logs';
import type { Asset } from 'aws-cdk-lib/aws-s3-assets';
import { allowSessions } from './instance-role';
import { allow } from '../../core/permissions';

/** What Image Builder marks everything with that it makes. */
const MADE_BY_IMAGE_BUILDER = { StringEquals: { 'aws:ResourceTag/CreatedBy': 'EC2 Image Builder' } };

export interface BakingPermissions {
  readonly stackName: string;
  readonly logGroup: ILogGroup;
  /** Scripts that run on the instance. */
  readonly assets: readonly Asset[];
}

/**
 * What an instance needs that an image is made or tested on: a part of the managed policies `EC2InstanceProfileForImageBuilder` and
 * `AmazonSSMManagedInstanceCore`, which would also let it read every parameter.
 *
 * @see https://docs.aws.amazon.com/imagebuilder/latest/userguide/security-iam-awsmanpol.html
 */
export function allowBaking(role: IRole, { stackName, logGroup, assets }: BakingPermissions): void {
  const stack = Stack.of(role);
  allowSessions(role);
  allow(role, {
    actions: ['ec2messages:AcknowledgeMessage', 'ec2messages:DeleteMessage', 'ec2messages:FailMessage', 'ec2messages:GetEndpoint',
      'ec2messages:GetMessages', 'ec2messages:SendReply'],
    resources: ['*'],
    reason: 'Image Builder runs its commands by Systems Manager; these actions have no resource that a policy could name',
  });
  allow(role, {
    actions: ['imagebuilder:GetComponent'],
    resources: [stack.formatArn({ service: 'imagebuilder', resource: 'component', resourceName: `${stackName.toLowerCase().slice(0, 80)}-*` })],
    reason: 'the component is downloaded; its name ends with what is in it',
  });
  allow(role, {
    actions: ['logs:CreateLogStream', 'logs:PutLogEvents'],
    resources: [logGroup.logGroupArn],
    reason: 'what happens while an image is baked is logged',
  });
  if (assets.length === 0) return;
  allow(role, {
    actions: ['s3:GetObject'],
    resources: assets.map(({ bucket, s3ObjectKey }) => bucket.arnForObjects(s3ObjectKey)),
    reason: 'the parts of provisioning and the tests of the image are downloaded',
  });
}

/**
 * What Image Builder needs to delete an image that nothing refers to any more, with its snapshots.
 *
 * @see https://docs.aws.amazon.com/imagebuilder/latest/userguide/image-lifecycle-prerequisites.html
 */
export function allowDeletingImages(role: IRole, stackName: string): void {
  const stack = Stack.of(role);
  const ofEc2 = (resource: string) => stack.formatArn({ service: 'ec2', account: '', resource, resourceName: '*' });
  allow(role, {
    actions: ['ec2:DeregisterImage'],
    resources: [ofEc2('image')],
    conditions: MADE_BY_IMAGE_BUILDER,
    reason: 'the image before is deleted; its id is not known before it is made',
  });
  allow(role, {
    actions: ['ec2:DeleteSnapshot'],
    resources: [ofEc2('snapshot')],
    conditions: MADE_BY_IMAGE_BUILDER,
    reason: 'the snapshots of the image before are deleted; their ids are not known before they are made',
  });
  allow(role, {
    actions: ['ec2:DescribeImages', 'tag:GetResources'],
    resources: ['*'],
    reason: 'the snapshots of an image are looked up; these actions have no resource that a policy could name',
  });
  allow(role, {
    actions: ['imagebuilder:DeleteImage', 'imagebuilder:GetImage'],
    resources: [stack.formatArn({ service: 'imagebuilder', resource: 'image', resourceName: `${stackName.toLowerCase().slice(0, 80)}-*` })],
    reason: 'the image before is removed from the list of Image Builder; its name ends with what is in it',
  });
}
