import type { ITopic } from 'aws-cdk-lib/aws-sns';
import type { Construct } from 'constructs';

/** A recipient of a pipeline's notifications. */
export interface INotification {
  /**
   * Called by the pipeline.
   *
   * @param scope scope for the recipient's resources
   * @param options topic and pipeline
   */
  subscribe(scope: Construct, options: NotificationSource): void;
}

/** Topic and pipeline that notifications come from. */
export interface NotificationSource {
  /** Topic of approvals, failures, releases and alarms. */
  readonly topic: ITopic;

  /** ARN of the pipeline. */
  readonly pipelineArn: string;
}

/** A Slack channel. */
export interface SlackOptions {
  /** Id of the workspace, such as `T49239U4W`, from the console of Amazon Q Developer in chat applications, where you authorize it once. */
  readonly workspaceId: string;

  /** Id of the channel, such as `C07EZ1ABC23`: the end of the channel's link. A private channel needs `/invite @Amazon Q`. */
  readonly channelId: string;
}

/** A Microsoft Teams channel. */
export interface TeamsOptions {
  /** Id of the team, from the console of Amazon Q Developer in chat applications, where you authorize it once. */
  readonly teamId: string;

  /** Id of the tenant. */
  readonly tenantId: string;

  /** Id of the channel, such as `19%3ab6ef35dc342d56ba5654e6fc6d25a071%40thread.tacv2`: the part of the channel's link after `channel/`. */
  readonly channelId: string;
}
