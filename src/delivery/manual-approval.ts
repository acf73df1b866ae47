import { Duration } from 'aws-cdk-lib';
import { ManualApprovalAction } from 'aws-cdk-lib/aws-codepipeline-actions';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import type { Construct } from 'constructs';
import type { ApprovalBindOptions, ApprovalConfig, IApproval } from './approval-config';

/** Who is told that an approval waits. */
export interface ManualApprovalOptions {
  /**
   * Topic that gets a message when the approval starts to wait.
   *
   * @default - nobody is told
   */
  readonly notificationTopic?: ITopic;

  /**
   * How long the approval waits, 5 minutes to 60 days. When it expires the execution fails and nothing changes.
   *
   * @default Duration.days(7)
   */
  readonly timeout?: Duration;
}

/** A person approves or rejects. */
export class ManualApproval implements IApproval {
  constructor(private readonly options: ManualApprovalOptions) {}

  bind(_scope: Construct, options: ApprovalBindOptions): ApprovalConfig {
    const action = new ManualApprovalAction({
      actionName: 'Approve',
      runOrder: options.runOrder,
      role: options.role,
      notificationTopic: this.options.notificationTopic,
      timeout: this.options.timeout ?? Duration.days(7),
      additionalInformation: `Release ${options.commitId} to ${options.environmentName}: ${options.commitMessage}`,
    });
    return { action };
  }
}
