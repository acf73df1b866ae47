import { Stack } from 'aws-cdk-lib';
import { PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Topic } from 'aws-cdk-lib/aws-sns';
import type { Construct } from 'constructs';

export interface NotificationTopicProps {
  readonly pipelineName: string;
  /** Fixed name, if others must know it in advance. */
  readonly topicName?: string;
  /** Other accounts whose alarms may publish to it. */
  readonly accounts: string[];
}

/**
 * Topic of notifications of approvals, failures, releases and alarms. Without subscriptions nobody receives them.
 *
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/Notify_Users_Alarm_Changes.html
 */
export class NotificationTopic extends Topic {
  constructor(scope: Construct, id: string, { pipelineName, topicName, accounts }: NotificationTopicProps) {
    super(scope, id, { displayName: `Pipeline ${pipelineName}`, topicName, enforceSSL: true });
    const { account } = Stack.of(this);
    this.addToResourcePolicy(new PolicyStatement({
      sid: 'Alarms',
      principals: [new ServicePrincipal('cloudwatch.amazonaws.com')],
      actions: ['sns:Publish'],
      resources: [this.topicArn],
      conditions: { StringEquals: { 'aws:SourceAccount': accounts.length > 0 ? [account, ...accounts] : account } },
    }));
  }
}
