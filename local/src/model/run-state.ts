import type { DeploymentStatus, Diagnostics, LifecycleEventStatus } from './deployment';
import type { LoadReport } from './load';
import type { LoadBalancerStatistics, TargetHealthState } from './target';
import type { TrafficSample } from './traffic';

export type { TrafficSample } from './traffic';

/** CodePipeline's terms. */
export type ExecutionStatus =
  'Queued' | 'InProgress' | 'WaitingForApproval' | 'Stopping' | 'Succeeded' | 'Failed' | 'Stopped' | 'Superseded';
export type StageStatus = 'NotStarted' | 'InProgress' | 'WaitingForApproval' | 'Stopping' | 'Succeeded' | 'Failed' | 'Stopped' | 'Skipped';

export interface ActionState {
  readonly name: string;
  readonly provider: string;
  readonly status: StageStatus;
  readonly seconds?: number;
  readonly summary?: string;
}

export interface StageState {
  readonly name: string;
  readonly status: StageStatus;
  readonly startedAt?: string;
  readonly seconds?: number;
  readonly actions: readonly ActionState[];
}

export interface CommitState {
  readonly id: string;
  readonly subject: string;
  readonly author: string;
  readonly date: string;
  readonly branch: string;
}

/** A stage holds one execution at a time, except in the mode PARALLEL. */
export interface StageWait {
  readonly stage: string;
  readonly executionId: string;
}

export interface ExecutionState {
  readonly id: string;
  readonly status: ExecutionStatus;
  readonly trigger: 'StartPipelineExecution' | 'Webhook' | 'Rollback' | 'Retry';
  readonly commit: CommitState;
  readonly startedAt: string;
  readonly seconds?: number;
  readonly stages: readonly StageState[];
  /** Id of the execution that made its artifacts, if that is another one. */
  readonly artifactsFrom?: string;
  /** Id of the execution whose stage it runs again. */
  readonly retryOf?: string;
  /** The stage that it waits for, and the execution that is in it. */
  readonly waitsFor?: StageWait;
  /** Whether its failed or stopped stage can be retried: nothing has entered that stage since. */
  readonly canRetry?: boolean;
  /** Variables exported by its actions, by namespace. */
  readonly variables?: Readonly<Record<string, Readonly<Record<string, string>>>>;
}

/** One line of a change set. */
export interface ResourceChange {
  readonly action: 'Add' | 'Modify' | 'Remove';
  readonly logicalId: string;
  readonly resourceType: string;
  readonly replacement: 'True' | 'False' | 'Conditional' | 'N/A';
  readonly details: readonly string[];
  /** `Run` if the resource has a local counterpart, otherwise `RecordedOnly`. */
  readonly locally: 'Run' | 'RecordedOnly';
}

export interface ApprovalState {
  readonly id: string;
  readonly executionId: string;
  readonly environment: string;
  readonly requestedAt: string;
  readonly expiresAt: string;
  /** Set for an approval other than that of a release: the reason, for example a paused deployment. */
  readonly reason?: string;
  readonly commit: CommitState;
  readonly changes: readonly ResourceChange[];
  /** `git diff --stat` and the diff itself, compared with what the environment runs now; limited in size. */
  readonly diff: string;
  readonly testReport?: { readonly passed: number; readonly failed: number; readonly skipped: number; readonly files: readonly string[] };
}

/** Something that serves behind the load balancer, shown as a tile. */
export interface InstanceState {
  readonly id: string;
  readonly availabilityZone: string;
  /** In the terms of its AWS service. */
  readonly lifecycle: string;
  /** Whether it is in service. */
  readonly inService: boolean;
  readonly target: TargetHealthState;
  readonly reason?: string;
  readonly revision?: string;
  readonly port: number;
  readonly inFlight: number;
  readonly requests: number;
  /** Of everything that runs inside, measured every few seconds and rounded to whole mebibytes. */
  readonly memoryBytes?: number;
  /** The lifecycle event of the current deployment, if any. */
  readonly event?: { readonly name: string; readonly status: LifecycleEventStatus };
}

export interface DeploymentState {
  readonly id: string;
  readonly creator: 'user' | 'codeDeployRollback' | 'autoscaling' | 'CodeDeployAutoUpdate';
  readonly revision: string;
  readonly status: DeploymentStatus;
  readonly startedAt: string;
  readonly seconds?: number;
  readonly errorCode?: string;
  readonly message?: string;
  /** The share of the requests that the new revision gets, if requests are shifted to it. */
  readonly shiftedPercent?: number;
}

/** Something that the application uses, shown as a panel. */
export interface PanelState {
  /** Logical id of the resource. */
  readonly id: string;
  /** For display, such as `PostgreSQL 16.4`. */
  readonly title: string;
  readonly status: 'Starting' | 'Running' | 'Failed' | 'Stopped';
  /** `127.0.0.1:15432` */
  readonly address?: string;
  /** Further details, in display order. */
  readonly facts: readonly { readonly label: string; readonly value: string }[];
}

export interface EnvironmentState {
  readonly name: string;
  readonly url: string;
  /** Why nothing else is known, and what to do: what an earlier run has left of it is damaged. */
  readonly unreadable?: string;
  readonly revision?: string;
  /** The commit that a rollback would return to; absent if there is no earlier revision. */
  readonly rollbackTo?: CommitState;
  /** What its compute calls the hosts below, in the singular; absent until it has one. */
  readonly hostKind?: string;
  readonly instances: readonly InstanceState[];
  /** The resources that the application uses. */
  readonly panels: readonly PanelState[];
  readonly deployment?: DeploymentState;
  readonly statistics: LoadBalancerStatistics;
  readonly load?: Pick<LoadReport, 'rate' | 'requests' | 'dropped' | 'p50Ms' | 'p99Ms' | 'sent'>;
  /** At most the last five minutes. */
  readonly traffic: readonly TrafficSample[];
  readonly recordedOnly: readonly { readonly logicalId: string; readonly resourceType: string }[];
}

/** What failed first, with enough detail that nobody has to search a log. */
export interface FailureDigest {
  readonly executionId: string;
  readonly time: string;
  readonly stage: string;
  readonly action?: string;
  readonly environment?: string;
  readonly instance?: string;
  readonly title: string;
  readonly diagnostics?: Diagnostics;
  readonly lastLines: readonly string[];
}

/** Everything that the console page shows except the logs. */
export interface RunState {
  readonly pipeline: {
    readonly name: string;
    readonly executionMode: 'QUEUED' | 'SUPERSEDED' | 'PARALLEL';
    readonly source: string;
    readonly branch: string;
  };
  /** Newest first; the first one that has not ended is the current one. */
  readonly executions: readonly ExecutionState[];
  readonly environments: readonly EnvironmentState[];
  readonly approvals: readonly ApprovalState[];
  readonly failure?: FailureDigest;
  /** Id of the newest later execution that has entered the failed stage, if one has: what failed is not current any more. */
  readonly failureSupersededBy?: string;
  /** Files of the state directory that cannot be read, and why. */
  readonly unreadable?: readonly string[];
  /** Whether it is what the last run has left: nothing of it runs any more. Absent while a run is in progress. */
  readonly ended?: true;
}
