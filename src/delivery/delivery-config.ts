import type { CfnCapabilities } from 'aws-cdk-lib';
import type { Artifact, IAction } from 'aws-cdk-lib/aws-codepipeline';
import type { IRole } from 'aws-cdk-lib/aws-iam';
import type { Construct } from 'constructs';
import type { IBuildStep } from './build-step-config';
import type { Permission } from '../core/permission';

/** How a revision reaches a compute: through actions in the pipeline's stage, parameters of the environment's stack, or both. */
export interface IDelivery {
  /** Permissions of the actions' role, in the account and region of the environment. */
  readonly permissions: Permission[];

  /**
   * Permissions to find out why an action failed, in the account of the environment. Notifications contain what CodeDeploy reports about the
   * first host that failed; other actions report their own errors.
   *
   * @default - none
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
   * Steps that run once, after the build and before any environment, such as building an image.
   *
   * @default - none
   */
  readonly buildSteps?: IBuildStep[];

  /**
   * Path of a script in the revision that the compute executes itself: synthesis checks that it is there and executable.
   *
   * @default - none
   */
  readonly startScript?: string;

  /**
   * Called by the pipeline, in the pipeline's stack: refer to the environment's stack only by names.
   *
   * @param scope stage of the environment
   * @param options account and region of the environment, artifacts and roles of the pipeline
   */
  bind(scope: Construct, options: DeliveryBindOptions): DeliveryConfig;
}

/** Account and region of an environment, and what the pipeline provides to its stage. */
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
   * 32 hexadecimal digits that differ in each attempt of the stage, as a variable of the pipeline: for what CloudFormation must create again with
   * each release, even when a stage is retried with the same revision.
   */
  readonly attemptId: string;
}

/** Actions and parameters that bring a revision to a compute. */
export interface DeliveryConfig {
  /**
   * Actions of the stage, in order. They run after the execution of the change set and the steps before a deployment.
   * The pipeline sets their `runOrder` and, if the environment is in another region, their region.
   *
   * @default - none: the revision comes with the stack
   */
  readonly actions?: IAction[];

  /**
   * Values of the stack parameters that identify the revision, by the parameters' logical ids: variables of the pipeline
   * (`#{BuildImage.IMAGE_DIGEST}`), or attributes of an artifact. Together with the pipeline's own they are limited to 1 KB.
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
   * Capabilities of the change set besides named IAM resources, such as `AUTO_EXPAND` for a template with a transform.
   *
   * @default - none
   */
  readonly capabilities?: CfnCapabilities[];
}
