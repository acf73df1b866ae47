import { ArnFormat, Stack, type StackProps } from 'aws-cdk-lib';
import { AccountPrincipal, type IPrincipal } from 'aws-cdk-lib/aws-iam';
import type { Construct } from 'constructs';
import { fixedName } from '../core/fixed-name';
import type { Permission } from '../core/permission';
import { allow } from '../core/permissions';
import { ServiceRole } from '../core/service-role';
import { keyOfBucket } from '../delivery/artifact-grants';
import { revisionsOf } from '../delivery/artifact-reader';
import { allowStackCare } from '../delivery/stack-care';

export interface AccessStackProps extends StackProps {
  readonly pipelineName: string;
  readonly environmentStackName: string;
  /** Permissions of the deployment. */
  readonly permissions: readonly Permission[];
  /** Permissions of the function that looks up a failure. */
  readonly lookUpPermissions: readonly Permission[];
  readonly pipelineAccount: string;
  /** Principals that may assume the roles: roles of the pipeline's account, by name, which are created later. */
  readonly pipelineRoleName: string;
  readonly digestCallerName: string;
  readonly stackCallerName: string;
  /** Name of the bucket of artifacts, if it is known at synthesis. */
  readonly bucketName?: string;
}

/**
 * Roles that the pipeline assumes in the account of an environment. They are in a stack of their own, because CodePipeline checks
 * that it may assume them before it has created anything there.
 */
export class AccessStack extends Stack {
  constructor(scope: Construct, id: string, private readonly settings: AccessStackProps) {
    super(scope, id, settings);
    this.deliveryRole();
    if (settings.lookUpPermissions.length > 0) this.digestRole();
    this.stackRole();
  }

  private deliveryRole(): void {
    const { pipelineName, environmentStackName, permissions, pipelineAccount, pipelineRoleName, bucketName } = this.settings;
    const role = new ServiceRole(this, 'DeliveryRole', {
      roleName: deliveryRoleName(environmentStackName, this),
      description: `The pipeline ${pipelineName} deploys to ${environmentStackName}`,
      assumedBy: roleOf(this, pipelineAccount, pipelineRoleName),
    });
    for (const permission of permissions) allow(role, permission);
    // Only an existing bucket may have a name that is unknown here: its own policy names this role, and a condition restricts its owner.
    const bucketArn = this.formatArn({ service: 's3', region: '', account: '', resource: bucketName ?? '*', arnFormat: ArnFormat.NO_RESOURCE_NAME });
    const owner = { StringEquals: { 's3:ResourceAccount': pipelineAccount } };
    allow(role, {
      actions: ['s3:GetBucketLocation', 's3:GetBucketVersioning'],
      resources: [bucketArn],
      conditions: owner,
      reason: 'the revision is read before it is registered; the bucket is the pipeline\'s, in its account, and its policy names this role',
    });
    allow(role, {
      actions: ['s3:GetObject', 's3:GetObjectVersion'],
      resources: [`${bucketArn}/${revisionsOf(pipelineName)}`],
      conditions: owner,
      reason: 'the revision is read before it is registered; each is a new object below the name of the pipeline, in its account',
    });
    allow(role, {
      actions: ['kms:Decrypt'],
      resources: [this.formatArn({ service: 'kms', account: pipelineAccount, resource: 'key', resourceName: '*' })],
      conditions: keyOfBucket(bucketArn, this.region),
      reason: 'artifacts are encrypted; the key is created later and its own policy names this role; conditions limit it to S3 and the bucket',
    });
  }

  private digestRole(): void {
    const { pipelineName, environmentStackName, pipelineAccount, digestCallerName, lookUpPermissions } = this.settings;
    const role = new ServiceRole(this, 'DigestRole', {
      roleName: digestRoleName(environmentStackName, this),
      description: `The pipeline ${pipelineName} looks up which host of ${environmentStackName} failed`,
      assumedBy: roleOf(this, pipelineAccount, digestCallerName),
    });
    for (const permission of lookUpPermissions) allow(role, permission);
  }

  private stackRole(): void {
    const { pipelineName, environmentStackName, pipelineAccount, stackCallerName } = this.settings;
    const role = new ServiceRole(this, 'StackRole', {
      roleName: stackRoleName(environmentStackName, this),
      description: `The pipeline ${pipelineName} recovers and protects ${environmentStackName}`,
      assumedBy: roleOf(this, pipelineAccount, stackCallerName),
    });
    allowStackCare(role, environmentStackName);
  }
}

type Where = Pick<Stack, 'account' | 'region'>;
type RoleName = (environmentStackName: string, where: Where) => string;

export const deliveryRoleName: RoleName = (name, where) => nameOf(`${name}-delivery`, where);
export const digestRoleName: RoleName = (name, where) => nameOf(`${name}-digest`, where);
export const stackRoleName: RoleName = (name, where) => nameOf(`${name}-stack`, where);
export const revisionReaderName: RoleName = (name, where) => nameOf(`${name}-instances`, where);

function nameOf(name: string, { account, region }: Where): string {
  return fixedName(name, [account, region]);
}

/** One role of an account, by a condition: the role is created later, and keeps its name if it is created again. */
function roleOf(stack: Stack, account: string, roleName: string): IPrincipal {
  const arn = stack.formatArn({ service: 'iam', region: '', account, resource: 'role', resourceName: roleName });
  return new AccountPrincipal(account).withConditions({ ArnEquals: { 'aws:PrincipalArn': arn } });
}
