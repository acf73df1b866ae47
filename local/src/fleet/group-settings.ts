import type { Reporter } from '../messages/reporter';
import type { Instance, InstanceLifecycleState, InstanceSettings } from '../model/instance';

/** Settings of an `AWS::AutoScaling::AutoScalingGroup` and its launch template. */
export interface GroupSettings {
  readonly minSize: number;
  readonly maxSize: number;
  /** If absent, a new group starts with `minSize`, and an existing one keeps its capacity. */
  readonly desiredCapacity?: number;
  readonly availabilityZones: readonly string[];
  readonly userData: string;
  /** Content of files that exist before user data runs, by path. */
  readonly files?: Readonly<Record<string, string>>;
  readonly environmentFile: string;
  /** Instances launched with a different fingerprint are outdated. */
  readonly launchTemplateFingerprint: string;
  /** Whether to replace outdated instances (`UpdatePolicy.instanceRefresh`). */
  readonly instanceRefresh: boolean;
}

export interface GroupMember {
  readonly instance: Instance;
  readonly lifecycle: InstanceLifecycleState;
}

/** Lifecycle hooks, which run while an instance is in a wait state, and notifications. */
export interface GroupHooks {
  /** `Pending:Wait`: CONTINUE puts the instance into service, ABANDON terminates it. A timeout counts as ABANDON. */
  launched(instance: Instance): Promise<'CONTINUE' | 'ABANDON'>;
  /** An instance of an earlier run is running again, with everything that was on it. */
  restarted(instance: Instance): void;
  /** `Terminating:Wait`: after a timeout, the instance is terminated anyway. */
  terminating(instance: Instance): Promise<void>;
  /** The instance is gone, for whatever reason. */
  terminated(instanceId: string): void;
  changed(): void;
}

/** Options of a group; tests override the defaults. */
export interface GroupOptions {
  /** Holds the group's state and its instances, from one run to the next. */
  readonly directory: string;
  readonly hooks: GroupHooks;
  readonly report: Reporter;
  /** Which parts of this machine instances can see. */
  readonly machine?: Pick<InstanceSettings, 'shared' | 'hidden' | 'diskMebibytes' | 'secrets'>;
  readonly launch?: (settings: InstanceSettings, report: Reporter, signal?: AbortSignal) => Promise<Instance>;
  readonly remove?: (directory: string) => Promise<void>;
  /** How long an instance may stay in a wait state. */
  readonly hookMilliseconds?: number;
  /** Delay after a failed launch; doubles with each further failure. */
  readonly retryMilliseconds?: number;
}
