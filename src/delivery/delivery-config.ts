import type { CfnCapabilities } from 'aws-cdk-lib';
import type { Artifact, IAction } from 'aws-cdk-lib/aws-codepipeline';
import type { IRole } from 'aws-cdk-lib/aws-iam';
import type { Construct } from 'constructs';
import type { IBuildStep } from './build-step-config';
import type { Permission } from '../core/permission';

/** How a revision reaches a compute: by actions of the pipeline's stage, by parameters of the environment's stack, or by both. */
export interface IDelivery {
  /** What the role of the actions must be allowed, in the account and region of the environment. */
  readonly permissions: Permission[];

  /**
   * Permissions to look up why an action failed, in the account of the environment. Notifications contain what CodeDeploy reports about the
   * first host that failed; other actions tell by themselves.
   *
   * @default - nothing
   */
  readonly lookUpPermissions?: Permission[];

  /**
   * Log group of the application, with a stream named after each host: the notification contains the last lines of the host that failed.
   * Reading it must be among the `lookUpPermissions`.
   *
   * @default - none: the notification contains what CodeDeploy reports
   */
  readonly applicationLogGroupName?: string;

  /**
   * What the pipeline makes of the revision once, after the build and before any environment.
   *
   * @default - nothing
   */
  readonly buildSteps?: IBuildStep[];

  /**
   * Called by the pipeline, in the pipeline's stack: the environment's stack is known by names only.
   *
   * @param scope stage of the environment
   * @param options where the environment is, and what the pipeline has for it
   */
  bind(scope: Construct, options: DeliveryBindOptions): DeliveryConfig;
}

/** Where an environment is, and what the pipeline has for it. */
export interface DeliveryBindOptions {
  /** Name of the environment. */
  readonly environmentName: string;

  /** Account of the environment. */
  readonly account: string;

  /** Region of the environment. */
  readonly region: string;

  /** The revision, with `appspec.yml` at its root. */
  readonly application: Artifact;

  /** The cloud assembly. */
  readonly infrastructure: Artifact;

  /** Role of the actions. */
  readonly role: IRole;

  /**
   * 32 hexadecimal digits that are others in each try of the stage, as a variable of the pipeline: for what CloudFormation must make anew with
   * each release, also when a stage is retried with the same revision.
   */
  readonly attemptId: string;
}

/** How a revision reaches a compute. */
export interface DeliveryConfig {
  /**
   * Actions of the stage in the order in which they run, after the change set was executed and after the steps before a deployment.
   * Their `runOrder` and, where the environment is in another region, their region are set by the pipeline.
   *
   * @default - none: the revision comes with the stack
   */
  readonly actions?: IAction[];

  /**
   * Values of parameters of the environment's stack that carry the revision, by the parameters' logical ids: variables of the pipeline
   * (`#{BuildImage.IMAGE_DIGEST}`), or places of an artifact. Together with those of the pipeline they may have 1 KB.
   *
   * @default - none: the revision comes with the actions
   */
  readonly parameters?: { [name: string]: string };

  /**
   * Artifacts that `parameters` refer to.
   *
   * @default - none
   */
  readonly parameterArtifacts?: Artifact[];

  /**
   * What the change set must be allowed besides making named resources of IAM, such as `AUTO_EXPAND` for a template with a transform.
   *
   * @default - nothing
   */
  readonly capabilities?: CfnCapabilities[];
}
