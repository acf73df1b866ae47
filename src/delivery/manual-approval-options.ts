import type { Duration } from 'aws-cdk-lib';
import type { ITopic } from 'aws-cdk-lib/aws-sns';

/** Options of a manual approval. */
export interface ManualApprovalOptions {
  /**
   * Topic that gets a message when the approval starts to wait.
   *
   * @default - the topic of the pipeline
   */
  readonly notificationTopic?: ITopic;

  /**
   * How long the approval waits, 5 minutes to 60 days. When it expires the execution fails and nothing changes.
   *
   * @default Duration.days(7)
   */
  readonly timeout?: Duration;

  /**
   * Name of a variable that the build exports (`exported-variables` in its `buildspec.yml`), for example with the number of
   * tests. The approver sees its value.
   *
   * @default - the approver sees a link to the test reports only
   */
  readonly testResultVariable?: string;
}
