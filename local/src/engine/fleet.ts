import type { Reporter } from '../messages/reporter';
import type { Instance, InstanceLifecycleState } from '../model/instance';
import type { FleetSettings } from '../stack';
import type { InstanceRecord } from './environment-record';

export interface FleetMember {
  readonly instance: Instance;
  readonly lifecycle: InstanceLifecycleState;
}

/** What has to happen while the Auto Scaling group keeps an instance in a waiting state. */
export interface FleetHooks {
  /** `Pending:Wait`: CONTINUE puts it into service, ABANDON throws it away. */
  launched(instance: Instance): Promise<'CONTINUE' | 'ABANDON'>;
  /** An instance of an earlier run is up again, with everything that was on it. */
  restarted(instance: Instance): void;
  /** `Terminating:Wait` */
  terminating(instance: Instance): Promise<void>;
  /** It is gone, whoever ended it. */
  terminated(instanceId: string): void;
  changed(): void;
}

/** The instances of an environment, kept at the wanted number. */
export interface Fleet {
  members(): readonly FleetMember[];
  /** Ends when the wanted number of instances is in service. */
  apply(settings: FleetSettings, signal: AbortSignal): Promise<void>;
  setDesiredCapacity(desired: number): void;
  /** Throws the instance away and launches another one. */
  replace(instanceId: string, reason: string): void;
  /** Stops every instance; their files stay for the next run. */
  close(): Promise<void>;
}

export type OpenFleet = (hooks: FleetHooks, directory: string, known: readonly InstanceRecord[], reporter: Reporter) => Fleet;
