import { Arn, CfnOutput, CfnParameter, Stack } from 'aws-cdk-lib';
import type { IPrincipal } from 'aws-cdk-lib/aws-iam';
import { isImmutable } from '../core/immutable-role';
import { allow } from '../core/permissions';
import { keyOfBucket } from '../delivery/artifact-grants';
import { revisionsOf } from '../delivery/artifact-reader';
import type { IRevisions } from '../delivery/revisions-config';

export interface RevisionsProps {
  readonly pipelineName: string;
  /** Whether the artifacts are encrypted with a key, whose ARN the pipeline passes. */
  readonly artifactKey?: boolean;
}

/** The pipeline passes names as parameters, so that neither stack depends on the other. An environment that reads nothing has no parameters. */
export class Revisions implements IRevisions {
  private bucketParameter?: CfnParameter;
  private keyParameter?: CfnParameter;

  constructor(private readonly stack: Stack, private readonly props: RevisionsProps) {}

  get bucketName(): string {
    this.bucketParameter ??= new CfnParameter(this.stack, 'ArtifactBucketName', { description: 'Bucket that the pipeline keeps revisions in' });
    return this.bucketParameter.valueAsString;
  }

  /** Names of the parameters that the stack has. */
  get parameterNames(): string[] {
    return [this.bucketParameter, this.keyParameter].flatMap((parameter) => parameter?.node.id ?? []);
  }

  allowReading(reader: IPrincipal): void {
    const bucketArn = (resourceName?: string) =>
      Arn.format({ service: 's3', region: '', account: '', resource: this.bucketName, resourceName }, this.stack);
    allow(reader, {
      actions: ['s3:GetObject', 's3:GetObjectVersion'],
      resources: [bucketArn(revisionsOf(this.props.pipelineName))],
      reason: 'revisions are downloaded; each is a new object below the names of the pipeline and the artifact',
    });
    if (isImmutable(reader)) this.addOutput('ArtifactBucket', this.bucketName, 'Bucket that the instance role must allow to read');
    if (!this.props.artifactKey) return;
    allow(reader, {
      actions: ['kms:Decrypt'],
      resources: [this.keyArn],
      conditions: keyOfBucket(bucketArn(), this.stack.region),
      reason: 'revisions are encrypted, because another account reads from the same bucket; conditions limit the key to Amazon S3 and this bucket',
    });
    if (isImmutable(reader)) this.addOutput('ArtifactKey', this.keyArn, 'Key that the instance role must allow to decrypt with');
  }

  /** A warning for the owner of a role that is not changed. */
  private addOutput(id: string, value: string, description: string): void {
    if (!this.stack.node.tryFindChild(id)) new CfnOutput(this.stack, id, { value, description });
  }

  private get keyArn(): string {
    this.keyParameter ??= new CfnParameter(this.stack, 'ArtifactKeyArn', { description: 'Key that revisions are encrypted with' });
    return this.keyParameter.valueAsString;
  }
}
