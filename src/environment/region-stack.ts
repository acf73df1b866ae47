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
  /** Other accounts that have an environment in the region. */
  readonly readers: ArtifactReader[];
  readonly monthlyPrices?: { [name: string]: number };
}

/**
 * What a pipeline has in another region: CodePipeline copies artifacts to a bucket of the region that an action runs in, and an alarm
 * tells only a topic of its own region. Every name is fixed, because the pipeline's own stack is made afterwards and elsewhere.
 */
export class RegionStack extends Stack {
  readonly bucketName: string;
  readonly topic: ITopic;
  readonly topicArn: string;
  /** Where there are readers. */
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

/** A bucket's name is the only one of all accounts, in lower case, and has at most 63 characters. */
export function artifactBucketName(pipelineName: string, { account, region }: Pick<Stack, 'account' | 'region'>): string {
  return fixedName(`${pipelineName}-artifacts-${region}`, [account], 63).toLowerCase();
}
