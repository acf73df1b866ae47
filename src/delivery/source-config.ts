import type { Artifact, IAction, TriggerProps } from 'aws-cdk-lib/aws-codepipeline';
import type { IRole } from 'aws-cdk-lib/aws-iam';
import type { Construct } from 'constructs';

/** Where a pipeline gets commits from. */
export interface ISource {
  /**
   * Called by the pipeline.
   *
   * @param scope the pipeline
   * @param options what the source action fills, and who it acts as
   */
  bind(scope: Construct, options: SourceBindOptions): SourceConfig;
}

/** What a source action fills, and who it acts as. */
export interface SourceBindOptions {
  /** Artifact that the action fills. */
  readonly output: Artifact;

  /** Role of the action. */
  readonly role: IRole;

  /** Name of the pipeline, for what starts it. */
  readonly pipelineName: string;
}

/** How a pipeline gets commits. */
export interface SourceConfig {
  /** The only action of the `Source` stage. */
  readonly action: IAction;

  /** Commit or version that an execution runs with, as a variable for later actions. */
  readonly commitId: string;

  /** First line and more of the commit's message, or what else a person recognizes it by, as a variable for later actions. */
  readonly commitMessage: string;

  /**
   * Page that shows the commit, its author and its difference, with a variable for later actions.
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
   * How to recognize an execution of code that nobody has merged.
   *
   * @default - every execution is of merged code
   */
  readonly unmerged?: UnmergedCode;
}

/** How to recognize an execution of code that nobody has merged: it must not reach production or change the pipeline. */
export interface UnmergedCode {
  /** Branch that an execution runs with, as a variable for later actions. */
  readonly branchName: string;

  /** Branch whose commits are merged. */
  readonly mergedBranch: string;
}
