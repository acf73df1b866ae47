import { Annotations, Stack } from 'aws-cdk-lib';
import { S3SourceAction, S3Trigger } from 'aws-cdk-lib/aws-codepipeline-actions';
import { Grant, type IRole } from 'aws-cdk-lib/aws-iam';
import { Bucket, CfnBucket, type IBucket } from 'aws-cdk-lib/aws-s3';
import type { Construct } from 'constructs';
import type { S3SourceOptions } from './s3-source-options';
import type { ISource, SourceBindOptions, SourceConfig } from './source-config';
import { StartingRule } from './starting-rule';
import { requireHere } from '../core/here';
import { misuse, requirePattern } from '../core/misuse';
import { allow } from '../core/permissions';
import { plainText } from '../core/plain-text';

/** Versions of one ZIP file. */
export class S3Source implements ISource {
  constructor(private readonly options: S3SourceOptions) {
    requirePattern('source.objectKey', options.objectKey, /^[^/*?\s](?:[^*?\s]{0,1022}[^/*?\s])?$/, 'must be the key of one object',
      'write it without a slash at the start, such as `releases/source.zip`');
  }

  bind(scope: Construct, { output, role, pipelineName }: SourceBindOptions): SourceConfig {
    const { bucket, objectKey } = this.options;
    requireHere('source.bucket', scope, bucket);
    enableEvents(scope, bucket);
    this.allowReading(role);
    const action = new S3SourceAction({
      actionName: 'Source',
      bucket: readByUs(scope, bucket),
      bucketKey: objectKey,
      output,
      role,
      trigger: S3Trigger.NONE,
      variablesNamespace: 'Source',
    });
    new StartingRule(scope, 'SourceChanged', {
      pipelineName,
      description: `Starts ${pipelineName} with each version of its source`,
      eventPattern: {
        source: ['aws.s3'],
        detailType: ['Object Created'],
        detail: { bucket: { name: [bucket.bucketName] }, object: { key: [objectKey] } },
      },
    });
    return { action, commitId: action.variables.versionId, commitMessage: `s3://${bucket.bucketName}/${objectKey}` };
  }

  private allowReading(role: IRole): void {
    const { bucket, objectKey } = this.options;
    const reason = 'the version of the source that started the execution is read';
    allow(role, { actions: ['s3:GetBucketAcl', 's3:GetBucketLocation', 's3:GetBucketVersioning'], resources: [bucket.bucketArn], reason });
    allow(role, {
      actions: ['s3:GetObject', 's3:GetObjectTagging', 's3:GetObjectVersion', 's3:GetObjectVersionTagging'],
      resources: [bucket.arnForObjects(objectKey)],
      reason,
    });
    if (!bucket.encryptionKey) return;
    allow(role, { actions: ['kms:Decrypt'], resources: [bucket.encryptionKey.keyArn], reason: 'the source is encrypted with this key' });
    bucket.encryptionKey.grant(role, 'kms:Decrypt');
  }
}

/** In place of the grants of `Bucket`, because the role has every permission already. */
function readByUs(scope: Construct, { bucketArn }: IBucket): IBucket {
  const bucket = Bucket.fromBucketArn(scope, 'SourceBucket', bucketArn);
  bucket.grantRead = (grantee) => Grant.drop(grantee, 'allowed already');
  return bucket;
}

/** Without versioning and events a new object starts nothing, or an execution reads another version. */
function enableEvents(scope: Construct, bucket: IBucket): void {
  const own = bucket.node.defaultChild;
  if (CfnBucket.isCfnBucket(own)) {
    requireVersions(own);
    if (own.notificationConfiguration === undefined && bucket.node.tryFindChild('Notifications') === undefined) {
      own.notificationConfiguration = { eventBridgeConfiguration: { eventBridgeEnabled: true } };
      return;
    }
  }
  Annotations.of(scope).addWarningV2('gostyle:sourceBucket',
    `\`source.bucket\` is not changed: ${plainText(scope, bucket.bucketName)} must have versioning and send its events to Amazon EventBridge, `
    + 'or nothing starts the pipeline');
}

function requireVersions(bucket: CfnBucket): void {
  const { status } = (Stack.of(bucket).resolve(bucket.versioningConfiguration) ?? {}) as { status?: string };
  if (status === 'Enabled') return;
  throw misuse('source.bucket', 'must have versioning, because an execution reads the version that started it', bucket.node.path,
    'set `versioned: true`');
}
