import type { BuildEnvironmentVariable, BuildProject } from './build-project';
import type { StackArtifact } from './cloud-assembly';

export type ExecutionMode = 'QUEUED' | 'SUPERSEDED' | 'PARALLEL';
export type ActionCategory = 'Source' | 'Build' | 'Test' | 'Deploy' | 'Approval' | 'Invoke' | 'Compute';

export interface ActionModel {
  readonly name: string;
  readonly category: ActionCategory;
  readonly owner: string;
  readonly provider: string;
  readonly version: string;
  readonly runOrder: number;
  readonly namespace?: string;
  readonly region?: string;
  /** Values known only at deployment are written `${LogicalId}` or `${LogicalId.Attribute}`. */
  readonly configuration: Readonly<Record<string, string>>;
  readonly inputArtifacts: readonly string[];
  readonly outputArtifacts: readonly string[];
  readonly timeoutInMinutes?: number;
  /** Set for a CodeBuild action whose project is in the pipeline's own stack. */
  readonly project?: BuildProject;
  /** Variables that a CodeBuild action adds to those of its project. */
  readonly environmentVariables: readonly BuildEnvironmentVariable[];
}

export interface StageModel {
  readonly name: string;
  /** Sorted by run order; actions with the same run order run concurrently. */
  readonly actions: readonly ActionModel[];
  /** Checked before the stage is entered; the result is FAIL or SKIP if not met. */
  readonly beforeEntry: readonly ConditionModel[];
  /** Checked after all actions have succeeded; the result is FAIL or ROLLBACK if not met. */
  readonly onSuccess: readonly ConditionModel[];
  readonly onFailure?: FailureModel;
  /** Set if `DisableInboundStageTransitions` names the stage. */
  readonly disabledReason?: string;
}

/** Met if all of its rules pass. */
export interface ConditionModel {
  readonly result: 'ROLLBACK' | 'FAIL' | 'RETRY' | 'SKIP';
  readonly rules: readonly RuleModel[];
}

export interface RuleModel {
  readonly name: string;
  readonly provider: string;
  readonly configuration: Readonly<Record<string, string>>;
}

interface FailureModel {
  readonly result?: ConditionModel['result'];
  readonly retryMode: 'FAILED_ACTIONS' | 'ALL_ACTIONS';
  readonly conditions: readonly ConditionModel[];
}

/** A push filter of a trigger: everything that it specifies has to match. */
export interface TriggerModel {
  readonly sourceAction: string;
  readonly branches: FilterModel;
  readonly tags: FilterModel;
  readonly filePaths: FilterModel;
}

export interface FilterModel {
  readonly includes: readonly string[];
  readonly excludes: readonly string[];
}

export interface EnvironmentModel {
  readonly name: string;
  /** Name of the pipeline's stage. */
  readonly stage: string;
  readonly stackName: string;
  /** Relative to the root of the cloud assembly. */
  readonly templatePath: string;
}

/** The content of the metadata block `gostyle:pipeline`. */
export interface PipelineMetadata {
  readonly version: 1;
  readonly name: string;
  /** Path in the repository. */
  readonly buildspec: string;
  readonly application: { readonly name: string; readonly directory: string; readonly port: number; readonly healthCheckPath: string };
  readonly environments: readonly EnvironmentModel[];
}

export interface PipelineModel {
  readonly logicalId: string;
  readonly name: string;
  readonly type: 'V1' | 'V2';
  readonly executionMode: ExecutionMode;
  readonly triggers: readonly TriggerModel[];
  /** Target branches of pull requests that start the pipeline, one filter each. */
  readonly pullRequests: readonly FilterModel[];
  /** Default values of pipeline variables (`#{variables.NAME}`). */
  readonly variables: Readonly<Record<string, string>>;
  readonly stages: readonly StageModel[];
  readonly metadata: PipelineMetadata;
  readonly stack: StackArtifact;
}
