import type { IBuildImage } from 'aws-cdk-lib/aws-codebuild';
import type { Artifact, IAction } from 'aws-cdk-lib/aws-codepipeline';
import type { IRole } from 'aws-cdk-lib/aws-iam';
import type { Construct } from 'constructs';

/**
 * Something that the pipeline builds once, in its Build stage, from the build's output, such as a container image. All environments get the same
 * result, through variables of the action in `DeliveryConfig.parameters`.
 */
export interface IBuildStep {
  /** Name of the action, such as `BuildImage`. Steps with the same name are one step, which is bound once for all environments that request it. */
  readonly actionName: string;

  /**
   * Settings that must be equal in all steps with the same name: the pipeline refuses two steps that would build different things.
   *
   * @default - none
   */
  readonly settings?: string;

  /**
   * ARNs of roles in other accounts that read the result, known at synthesis.
   *
   * @default - none: only the pipeline's account reads it
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
   * @param scope scope for the step's constructs
   * @param options artifacts and roles of the pipeline
   */
  bind(scope: Construct, options: BuildStepBindOptions): BuildStepConfig;
}

/** A Dockerfile of the repository. */
export interface RepositoryDockerfile {
  /** Its path in the repository. */
  readonly path: string;

  /** Architecture of the image: `X86_64` or `ARM64`. */
  readonly architecture: string;
}

/** What the pipeline provides to a step of its Build stage. */
export interface BuildStepBindOptions {
  /** Name of the pipeline. */
  readonly pipelineName: string;

  /** The commit. */
  readonly source: Artifact;

  /** The revision that the build produced. */
  readonly application: Artifact;

  /** Image of the pipeline's own build, on the architecture that `buildOptions` or the environments name. */
  readonly buildImage: IBuildImage;

  /** Role of the action. */
  readonly role: IRole;

  /** ARNs of roles in other accounts that read the result, of all environments that request it. */
  readonly readerArns: string[];
}

/** The action of a step of the Build stage. */
export interface BuildStepConfig {
  /** The action, named after the step, with the namespace of its variables. Its `runOrder` is set by the pipeline. */
  readonly action: IAction;
}
