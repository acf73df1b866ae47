import type { IAction } from 'aws-cdk-lib/aws-codepipeline';
import type { Construct } from 'constructs';
import type { DeliveryBindOptions } from './delivery-config';
import type { Permission } from '../core/permission';

/** Something that the pipeline does before or after a deployment. */
export interface IStep {
  /** Name of the action, unique in its stage, such as `MigrateDatabase`. */
  readonly actionName: string;

  /** Permissions of the action's role, in the account and region of the environment. */
  readonly permissions: Permission[];

  /**
   * Permissions to look up why it failed, in the account of the environment.
   *
   * @default - none
   */
  readonly lookUpPermissions?: Permission[];

  /**
   * ARN of the role that reads the revision for the step, known at synthesis. Needed only in another account than the pipeline's.
   *
   * @default - none: the step does not read the revision
   */
  readonly revisionReaderArn?: string;

  /**
   * Called by the pipeline, in the pipeline's stack: refer to the environment's stack only by names.
   *
   * @param scope stage of the environment
   * @param options account and region of the environment, artifacts and roles of the pipeline
   */
  bind(scope: Construct, options: DeliveryBindOptions): StepConfig;
}

/** The action of a step. */
export interface StepConfig {
  /** The action, named after the step. The pipeline sets its `runOrder` and, if the environment is in another region, its region. */
  readonly action: IAction;
}

/** Which state machine a step starts, and why. */
export interface StateMachineStepOptions {
  /** Name of the action, unique in its stage, such as `AddCapacity`. */
  readonly actionName: string;

  /** Name of the state machine, in the account and region of the environment. */
  readonly stateMachineName: string;

  /** Why it is started, for a reviewer of the permission. */
  readonly reason: string;
}

/** Which project of CodeBuild a step runs, and why. */
export interface CodeBuildStepOptions {
  /** Name of the action, unique in its stage, such as `MigrateDatabase`. */
  readonly actionName: string;

  /**
   * Name of the project, in the account and region of the environment. Its source and its artifacts are those of CodePipeline
   * (`PipelineProject`); its role needs `revisions.allowReading`.
   */
  readonly projectName: string;

  /** Why it runs, for a reviewer of the permission. */
  readonly reason: string;

  /**
   * ARN of the project's role, known at synthesis. Needed only if the environment is in another account than the pipeline.
   *
   * @default - none
   */
  readonly revisionReaderArn?: string;
}
