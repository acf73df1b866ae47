import { Stack, type StackProps } from 'aws-cdk-lib';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import type { Construct } from 'constructs';
import { fixedName } from '../core/fixed-name';
import { announceStandingCost } from '../cost/standing-cost';
import { ArtifactBucket } from '../delivery/artifact-bucket';
import type { ArtifactReader } from '../delivery/artifact-reader';
import { NotificationTopic } from '../observability/notification-topic';
import { AccessLogBucket } from '../security/access-log-bucket';

export interface RegionStackProps extends StackProps {
  readonly pipelineName: string;
  /** Other accounts with an environment in the region. */
  readonly readers: ArtifactReader[];
  readonly monthlyPrices?: { [name: string]: number };
}

/**
 * Resources of a pipeline in another region: CodePipeline copies artifacts to a bucket in the region of an action, and an alarm
 * can notify only a topic in its own region. All names are fixed, because the pipeline's stack is created later, in another region.
 */
export class RegionStack extends Stack {
  readonly bucketName: string;
  readonly topic: ITopic;
  readonly topicArn: string;
  /** Set if there are readers. */
  readonly keyAliasArn?: string;

  constructor(scope: Construct, id: string, { pipelineName, readers, monthlyPrices, ...props }: RegionStackProps) {
    super(scope, id, props);
    const { account, region } = this;
    this.bucketName = artifactBucketName(pipelineName, { account, region });
    const keyAlias = `alias/${this.bucketName}`;
    new ArtifactBucket(this, 'Artifacts', {
      accessLogs: new AccessLogBucket(this, 'AccessLogs'), bucketName: this.bucketName, keyAlias, pipelineName, readers,
    });
    if (readers.length > 0) this.keyAliasArn = this.formatArn({ service: 'kms', resource: keyAlias });

    const topicName = `${pipelineName}-notifications`;
    const accounts = [...new Set(readers.map((reader) => reader.account))];
    this.topic = new NotificationTopic(this, 'Notifications', { pipelineName, topicName, accounts });
    this.topicArn = this.formatArn({ service: 'sns', resource: topicName });
    announceStandingCost(this, { ownPrices: monthlyPrices });
  }
}

/** A bucket's name must be globally unique, in lower case, and at most 63 characters long. */
export function artifactBucketName(pipelineName: string, { account, region }: Pick<Stack, 'account' | 'region'>): string {
  return fixedName(`${pipelineName}-artifacts-${region}`, [account], 63).toLowerCase();
}
