import type { IAction } from 'aws-cdk-lib/aws-codepipeline';
import type { IRole } from 'aws-cdk-lib/aws-iam';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import type { Construct } from 'constructs';

/** What must happen before an environment changes. */
export interface IApproval {
  /**
   * Called by the pipeline.
   *
   * @param scope the pipeline
   * @param options what waits for the approval
   */
  bind(scope: Construct, options: ApprovalBindOptions): ApprovalConfig;
}

/** What waits for an approval. */
export interface ApprovalBindOptions {
  /** Name of the environment. */
  readonly environmentName: string;

  /** Name of the stack whose change set waits. */
  readonly stackName: string;

  /** Page of the change set that waits. */
  readonly changeSetUrl: string;

  /** Commit that waits, as a variable of the pipeline. */
  readonly commitId: string;

  /** Its message, as a variable of the pipeline. */
  readonly commitMessage: string;

  /**
   * Page that shows the commit.
   *
   * @default - none
   */
  readonly commitUrl?: string;

  /** Page with the test reports of the build. */
  readonly testReportsUrl: string;

  /** Topic of notifications. */
  readonly notificationTopic: ITopic;

  /** Position of the approval in its stage. */
  readonly runOrder: number;

  /** Role of the action. */
  readonly role: IRole;
}

/** The approval that an environment got. */
export interface ApprovalConfig {
  /** The action. */
  readonly action: IAction;
}
