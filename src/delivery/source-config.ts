import type { Artifact, IAction, TriggerProps } from 'aws-cdk-lib/aws-codepipeline';
import type { IRole } from 'aws-cdk-lib/aws-iam';
import type { Construct } from 'constructs';

/** Where a pipeline gets commits from. */
export interface ISource {
  /**
   * Called by the pipeline.
   *
   * @param scope the pipeline
   * @param options artifact and role of the source action
   */
  bind(scope: Construct, options: SourceBindOptions): SourceConfig;
}

/** Artifact and role of a source action. */
export interface SourceBindOptions {
  /** Artifact that the action produces. */
  readonly output: Artifact;

  /** Role of the action. */
  readonly role: IRole;

  /** Name of the pipeline, for the rule that starts it. */
  readonly pipelineName: string;
}

/** How a pipeline gets commits. */
export interface SourceConfig {
  /** The only action of the `Source` stage. */
  readonly action: IAction;

  /** Commit or version that an execution runs with, as a variable for later actions. */
  readonly commitId: string;

  /** Message of the commit, or another description of the source, as a variable for later actions. */
  readonly commitMessage: string;

  /**
   * URL that shows the commit, its author and its changes, with a variable for later actions.
   *
   * @default - none
   */
  readonly commitUrl?: string;

  /**
   * What starts an execution.
   *
   * @default - each push to the branch
   */
  readonly triggers?: TriggerProps[];

  /**
   * How to recognize an execution of unmerged code.
   *
   * @default - all executions run merged code
   */
  readonly unmerged?: UnmergedCode;
}

/** How to recognize an execution of unmerged code: it must not reach production or change the pipeline. */
export interface UnmergedCode {
  /** Branch of an execution, as a variable for later actions. */
  readonly branchName: string;

  /** Branch that holds merged code. */
  readonly mergedBranch: string;
}
