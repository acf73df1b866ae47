import type { Reporter } from '../messages/reporter';
import type { Instance, InstanceLifecycleState, InstanceSettings } from '../model/instance';

/** What `AWS::AutoScaling::AutoScalingGroup` and its launch template say. */
export interface GroupSettings {
  readonly minSize: number;
  readonly maxSize: number;
  /** Without it a new group starts with `minSize`, and a running one keeps what it has. */
  readonly desiredCapacity?: number;
  readonly availabilityZones: readonly string[];
  readonly userData: string;
  /** What an instance finds before user data runs, by path. */
  readonly files?: Readonly<Record<string, string>>;
  readonly environmentFile: string;
  /** Instances that were launched with another one are outdated. */
  readonly launchTemplateFingerprint: string;
  /** Whether outdated instances are replaced (`UpdatePolicy.instanceRefresh`). */
  readonly instanceRefresh: boolean;
}

export interface GroupMember {
  readonly instance: Instance;
  readonly lifecycle: InstanceLifecycleState;
}

/** What has to happen while the group keeps an instance in a waiting state, and what it tells. */
export interface GroupHooks {
  /** `Pending:Wait`: CONTINUE puts it into service, ABANDON throws it away; ABANDON is also what follows when the time is over. */
  launched(instance: Instance): Promise<'CONTINUE' | 'ABANDON'>;
  /** An instance of an earlier run is up again, with everything that was on it. */
  restarted(instance: Instance): void;
  /** `Terminating:Wait`: when the time is over, the instance goes all the same. */
  terminating(instance: Instance): Promise<void>;
  /** It is gone, whoever ended it. */
  terminated(instanceId: string): void;
  changed(): void;
}

/** What the group works with; the defaults are real. */
export interface GroupOptions {
  /** Keeps the group's state and its instances, from one run to the next. */
  readonly directory: string;
  readonly hooks: GroupHooks;
  readonly report: Reporter;
  /** What instances see of this machine. */
  readonly machine?: Pick<InstanceSettings, 'shared' | 'hidden' | 'diskMebibytes' | 'secrets'>;
  readonly launch?: (settings: InstanceSettings, report: Reporter, signal?: AbortSignal) => Promise<Instance>;
  readonly remove?: (directory: string) => Promise<void>;
  /** How long an instance may stay in a waiting state. */
  readonly hookMilliseconds?: number;
  /** The pause after the first of several failed launches; it doubles with each one. */
  readonly retryMilliseconds?: number;
}
