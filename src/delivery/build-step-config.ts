import type { IBuildImage } from 'aws-cdk-lib/aws-codebuild';
import type { Artifact, IAction } from 'aws-cdk-lib/aws-codepipeline';
import type { IRole } from 'aws-cdk-lib/aws-iam';
import type { Construct } from 'constructs';

/**
 * Something that the pipeline builds once, in its Build stage, from the build's output: an image of a container, for example. Environments get it
 * unchanged, by variables of the action in `DeliveryConfig.parameters`.
 */
export interface IBuildStep {
  /** Name of the action, such as `BuildImage`. Steps of the same name are one step, which is bound once for all environments that ask for it. */
  readonly actionName: string;

  /**
   * What else of the step must be the same wherever its name is: the pipeline refuses two steps of one name that would make different things.
   *
   * @default - nothing
   */
  readonly settings?: string;

  /**
   * ARNs of roles in other accounts that read what the step makes, known at synthesis.
   *
   * @default - none: whatever reads it is in the account of the pipeline
   */
  readonly readerArns?: string[];

  /**
   * Dockerfile in the repository from which the step builds an image. It is checked when the pipeline is synthesized.
   *
   * @default - none
   */
  readonly dockerfile?: RepositoryDockerfile;

  /**
   * Called by the pipeline, in the pipeline's stack.
   *
   * @param scope place of the step
   * @param options what the pipeline has for it
   */
  bind(scope: Construct, options: BuildStepBindOptions): BuildStepConfig;
}

/** A Dockerfile of the repository. */
export interface RepositoryDockerfile {
  /** Its path in the repository. */
  readonly path: string;

  /** Architecture of what runs the image: `X86_64` or `ARM64`. */
  readonly architecture: string;
}

/** What the pipeline has for a step of its Build stage. */
export interface BuildStepBindOptions {
  /** Name of the pipeline. */
  readonly pipelineName: string;

  /** The commit. */
  readonly source: Artifact;

  /** The revision that the build produced. */
  readonly application: Artifact;

  /** What the pipeline's own build runs in, on x86. */
  readonly buildImage: IBuildImage;

  /** Role of the action. */
  readonly role: IRole;

  /** ARNs of roles in other accounts that read what the step makes, of all environments that ask for it. */
  readonly readerArns: string[];
}

/** What a step of the Build stage does. */
export interface BuildStepConfig {
  /** The action, named after the step, with the namespace of its variables. Its `runOrder` is set by the pipeline. */
  readonly action: IAction;
}
