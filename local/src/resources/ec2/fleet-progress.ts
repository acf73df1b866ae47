import type { LifecycleEventStatus } from '../../model/deployment';
import type { InstanceLifecycleState } from '../../model/instance';

/** A run looks this often. It counts its looks, not the time, of which much may pass while the machine is suspended. */
export const LOOK_EVERY_SECONDS = 10;
/** An Auto Scaling group retries forever; an action should not wait that long for nothing. */
const LONGEST_QUIET_SECONDS = 120;
/** User data has no limit, and some installs for minutes; what never ends must not hold a run forever. */
const LONGEST_BOOT_SECONDS = 900;

export interface SeenInstance {
  readonly id: string;
  readonly lifecycle: InstanceLifecycleState;
  readonly event?: { readonly name: string; readonly status: LifecycleEventStatus };
}

/** Tells a fleet that is on its way from one that waits for nothing. Lifecycle events and draining have limits of their own. */
export class FleetProgress {
  private seen = '';
  private looks = 0;

  /** For how many seconds nothing has happened, once that is too long. */
  hopelessAfter(instances: readonly SeenInstance[], isBooting: boolean): number | undefined {
    const now = JSON.stringify(instances);
    const isBusy = instances.some(({ lifecycle, event }) => event?.status === 'InProgress' || lifecycle === 'Terminating:Wait');
    this.looks = now === this.seen && !isBusy ? this.looks + 1 : 0;
    this.seen = now;
    const seconds = this.looks * LOOK_EVERY_SECONDS;
    return seconds >= (isBooting ? LONGEST_BOOT_SECONDS : LONGEST_QUIET_SECONDS) ? seconds : undefined;
  }
}
