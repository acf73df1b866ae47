import { Duration, Stack, type App } from 'aws-cdk-lib';
import { Repository } from 'aws-cdk-lib/aws-codecommit';
import { Bucket, type BucketProps } from 'aws-cdk-lib/aws-s3';
import { CONNECTION_ARN, SMALLEST } from './web-pipeline';
import { Environment, GoStyleWebPipeline, Source, type ISource } from '../../src';
import { PRIVATE_BUCKET } from '../../src/security/private-bucket';

const KEEP_A_MONTH = { noncurrentVersionExpiration: Duration.days(30), abortIncompleteMultipartUploadAfter: Duration.days(1) };

export const GIT_LAB = { group: 'team/shop', project: 'web', connectionArn: CONNECTION_ARN };
export const BITBUCKET = { workspace: 'team', repository: 'web', connectionArn: CONNECTION_ARN };

/** A pipeline for each source, in one app: shared resources are created once for each. */
export function sourcePipelines(app: App): GoStyleWebPipeline[] {
  return [
    from(app, 'GitLab', () => Source.gitLab({ ...GIT_LAB, pullRequestsTo: ['main'] })),
    from(app, 'Bitbucket', () => Source.bitbucket({ ...BITBUCKET, excludePaths: ['docs/**'] })),
    from(app, 'CodeCommit', (stack) => Source.codeCommit({ repository: Repository.fromRepositoryName(stack, 'Repository', 'web') })),
    from(app, 'S3', (stack) => Source.s3({ bucket: versionedBucket(stack), objectKey: 'releases/web.zip' })),
  ];
}

/** A pipeline in a stack of its own, with an environment that is no production. */
export function from(app: App, name: string, source: (stack: Stack) => ISource): GoStyleWebPipeline {
  const stack = new Stack(app, `${name}Pipeline`);
  return new GoStyleWebPipeline(stack, name, { ...SMALLEST, source: source(stack), environments: [Environment.named('review')] });
}

export function versionedBucket(stack: Stack, props: BucketProps = {}): Bucket {
  const serverAccessLogsBucket = Bucket.fromBucketName(stack, 'AccessLogs', 'all-access-logs');
  return new Bucket(stack, 'Sources', { ...PRIVATE_BUCKET, serverAccessLogsBucket, lifecycleRules: [KEEP_A_MONTH], ...props });
}
