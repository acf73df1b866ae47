import type { FleetSettings } from './fleet-settings';
import type { LoadBalancer, TargetDescription } from '../../model/target';

export interface UnhealthyInstancesParts {
  readonly settings: () => FleetSettings;
  readonly targets: LoadBalancer['targets'];
  /** CodeDeploy takes instances out of service during a deployment; that is no reason to replace them. */
  readonly isBusy: () => boolean;
  readonly replace: (instanceId: string, reason: string) => void;
}

/** A deployment may still be in progress when the grace period ends. */
const LOOK_AGAIN_MS = 1_000;

/** Auto Scaling's ELB health check: replaces an instance that the load balancer reports as unhealthy, once its grace period is over. */
export class UnhealthyInstances {
  private readonly since = new Map<string, number>();
  private readonly timers = new Map<string, NodeJS.Timeout>();
  private closed = false;

  constructor(private readonly parts: UnhealthyInstancesParts) {}

  inService(instanceId: string): void {
    this.since.set(instanceId, performance.now());
  }

  targetChanged({ id, state }: TargetDescription): void {
    if (state === 'unhealthy') this.checkAfter(id, this.graceLeftMs(id));
    else this.forgetTimer(id);
  }

  terminated(instanceId: string): void {
    this.since.delete(instanceId);
    this.forgetTimer(instanceId);
  }

  /** Health checks go on while the fleet stops. */
  close(): void {
    this.closed = true;
    for (const id of this.timers.keys()) this.forgetTimer(id);
  }

  private look(id: string): void {
    this.forgetTimer(id);
    const target = this.parts.targets().find((each) => each.id === id);
    if (target?.state !== 'unhealthy' || this.parts.settings().healthCheckType !== 'ELB') return;
    if (this.parts.isBusy()) this.checkAfter(id, LOOK_AGAIN_MS);
    else this.parts.replace(id, `the load balancer reports it as unhealthy (${target.reason ?? 'no reason given'})`);
  }

  private checkAfter(id: string, delayMs: number): void {
    this.forgetTimer(id);
    if (this.closed) return;
    this.timers.set(id, setTimeout(() => this.look(id), delayMs));
  }

  private graceLeftMs(id: string): number {
    const since = this.since.get(id) ?? performance.now();
    return Math.max(0, since + this.parts.settings().healthCheckGracePeriodSeconds * 1000 - performance.now());
  }

  private forgetTimer(id: string): void {
    clearTimeout(this.timers.get(id));
    this.timers.delete(id);
  }
}
