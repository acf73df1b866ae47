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

/** What needs approval. */
export interface ApprovalBindOptions {
  /** Name of the environment. */
  readonly environmentName: string;

  /** Name of the stack whose change set needs approval. */
  readonly stackName: string;

  /** URL of that change set in the console. */
  readonly changeSetUrl: string;

  /** Id of the commit, as a variable of the pipeline. */
  readonly commitId: string;

  /** Message of the commit, as a variable of the pipeline. */
  readonly commitMessage: string;

  /**
   * URL that shows the commit.
   *
   * @default - none
   */
  readonly commitUrl?: string;

  /** URL of the build's test reports. */
  readonly testReportsUrl: string;

  /** Topic of notifications. */
  readonly notificationTopic: ITopic;

  /** Position of the approval in its stage. */
  readonly runOrder: number;

  /** Role of the action. */
  readonly role: IRole;
}

/** The approval of an environment. */
export interface ApprovalConfig {
  /** The action. */
  readonly action: IAction;
}
