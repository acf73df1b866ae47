import { ArnFormat, Stack } from 'aws-cdk-lib';
import type { IRole } from 'aws-cdk-lib/aws-iam';
import type { ILogGroup } from 'aws-cdk-lib/aws-logs';
import type { Asset } from 'aws-cdk-lib/aws-s3-assets';
import { allowSessions } from './instance-role';
import { allow } from '../../core/permissions';

/** Image Builder tags everything it creates. */
const MADE_BY_IMAGE_BUILDER = { StringEquals: { 'aws:ResourceTag/CreatedBy': 'EC2 Image Builder' } };

export interface BakingPermissions {
  readonly stackName: string;
  readonly logGroup: ILogGroup;
  /** Scripts that run on the instance. */
  readonly assets: readonly Asset[];
}

/**
 * Permissions of the instance that an image is baked or tested on: part of the managed policies `EC2InstanceProfileForImageBuilder` and
 * `AmazonSSMManagedInstanceCore`, which would also allow reading every parameter.
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
    reason: 'Image Builder runs its commands through Systems Manager; these actions do not support resource-level permissions',
  });
  allow(role, {
    actions: ['imagebuilder:GetComponent'],
    resources: [stack.formatArn({ service: 'imagebuilder', resource: 'component', resourceName: `${stackName.toLowerCase().slice(0, 80)}-*` })],
    reason: 'the component is downloaded; its name ends with a hash of its content',
  });
  allow(role, {
    actions: ['logs:CreateLogStream', 'logs:PutLogEvents'],
    resources: [logGroup.logGroupArn],
    reason: 'the build of an image is logged',
  });
  allow(role, {
    actions: ['s3:GetObject'],
    resources: [stack.formatArn({ service: 's3', region: '', account: '', resource: 'ec2imagebuilder*', arnFormat: ArnFormat.NO_RESOURCE_NAME })],
    reason: 'AWS publishes the programs of Image Builder in buckets of its own; the wildcard is the region and the file',
  });
  if (assets.length === 0) return;
  allow(role, {
    actions: ['s3:GetObject'],
    resources: assets.map(({ bucket, s3ObjectKey }) => bucket.arnForObjects(s3ObjectKey)),
    reason: 'the parts of provisioning and the tests of the image are downloaded',
  });
}

/**
 * Permissions of Image Builder to delete an unused image and its snapshots.
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
    reason: 'the previous image is deleted; its id is not known in advance',
  });
  allow(role, {
    actions: ['ec2:DeleteSnapshot'],
    resources: [ofEc2('snapshot')],
    conditions: MADE_BY_IMAGE_BUILDER,
    reason: 'the snapshots of the previous image are deleted; their ids are not known in advance',
  });
  allow(role, {
    actions: ['ec2:DescribeImages', 'tag:GetResources'],
    resources: ['*'],
    reason: 'the snapshots of an image are looked up; these actions do not support resource-level permissions',
  });
  allow(role, {
    actions: ['imagebuilder:DeleteImage', 'imagebuilder:GetImage'],
    resources: [stack.formatArn({ service: 'imagebuilder', resource: 'image', resourceName: `${stackName.toLowerCase().slice(0, 80)}-*` })],
    reason: 'the previous image is removed from Image Builder; its name ends with a hash of its content',
  });
}
