export type LifecycleEventStatus = 'Pending' | 'InProgress' | 'Succeeded' | 'Failed' | 'Skipped' | 'Unknown';

/** What the agent reports to the service about a failed event, with the names of the CodeDeploy API. */
export interface Diagnostics {
  readonly errorCode: 'Success' | 'ScriptMissing' | 'ScriptNotExecutable' | 'ScriptTimedOut' | 'ScriptFailed' | 'UnknownError';
  readonly scriptName: string;
  readonly message: string;
  readonly logTail: string;
}

export interface LifecycleEventResult {
  readonly name: string;
  readonly status: 'Succeeded' | 'Failed' | 'Skipped';
  /** The revision has no scripts for this event. */
  readonly noop: boolean;
  readonly diagnostics?: Diagnostics;
}

export type DeploymentStatus = 'Created' | 'Queued' | 'InProgress' | 'Succeeded' | 'Failed' | 'Stopped';

/** A predefined configuration such as `CodeDeployDefault.OneAtATime`, or a custom one from the template. */
export interface DeploymentConfig {
  readonly name: string;
  readonly minimumHealthyHosts:
    | { readonly type: 'MOST_CONCURRENCY'; readonly value: number }
    | { readonly type: 'HOST_COUNT'; readonly value: number }
    | { readonly type: 'FLEET_PERCENT'; readonly value: number };
  readonly zonal?: {
    readonly firstZoneMonitorDurationSeconds?: number;
    readonly monitorDurationSeconds?: number;
    readonly minimumHealthyHostsPerZone?: { readonly type: 'HOST_COUNT' | 'FLEET_PERCENT'; readonly value: number };
  };
}
