import { isDeepStrictEqual } from 'node:util';
import { createRouting, type Routing } from './routing';
import type { SettingsInForce } from './settings-in-force';
import { Target } from './target';
import type { RegisteredTarget, TargetDescription, TargetHealthState } from '../model/target';

export type TargetListener = (target: TargetDescription, previous: TargetHealthState) => void;

/** The registered and draining targets, and the choice of the target for the next request. */
export class TargetGroup {
  private readonly registered = new Map<string, Target>();
  private readonly draining = new Set<Target>();
  private readonly listeners = new Set<TargetListener>();
  private route: Routing;
  private routable: readonly Target[] = [];

  constructor(private readonly settings: SettingsInForce) {
    this.route = createRouting(settings.targetGroup);
  }

  /** The settings have changed. Targets keep their state until the next health check. */
  settingsChanged({ loadBalancer: oldBalancer, targetGroup: before }: SettingsInForce): void {
    const { loadBalancer, targetGroup } = this.settings;
    const targets = [...this.registered.values()];
    if (loadBalancer.idleTimeoutSeconds !== oldBalancer.idleTimeoutSeconds) targets.forEach((target) => target.idleTimeoutChanged());
    if (!isDeepStrictEqual(targetGroup.healthCheck, before.healthCheck)) targets.forEach((target) => target.healthCheckChanged());
    // Targets that are healthy when slow start is enabled do not enter it.
    if (before.slowStartSeconds === 0) targets.forEach((target) => { target.slowStartSince = undefined; });
    this.route = createRouting(targetGroup);
    this.routable = this.routableTargets();
  }

  register(address: RegisteredTarget): void {
    const known = this.registered.get(address.id);
    if (known) {
      if (known.address.host !== address.host || known.address.port !== address.port) {
        throw new Error(`target ${address.id} is registered at ${known.address.host}:${known.address.port}; deregister it first`);
      }
      return;
    }
    const target = new Target(address, this.settings, (changed, previous) => this.changed(changed, previous));
    this.registered.set(address.id, target);
    this.changed(target, 'unused');
    target.startHealthChecks();
  }

  async deregister(id: string): Promise<void> {
    const target = this.registered.get(id);
    if (target) {
      this.registered.delete(id);
      this.draining.add(target);
      await target.deregister();
      return;
    }
    await Promise.all([...this.draining].filter(({ address }) => address.id === id).map(async (leaving) => leaving.deregister()));
  }

  /** The target for the next request; `preferred` (stickiness) is used if it may receive requests at all. */
  choose(preferred?: string): Target | undefined {
    if (this.routable.length === 0) return undefined;
    if (preferred !== undefined) {
      const target = this.registered.get(preferred);
      if (target && this.routable.includes(target)) return target;
    }
    return this.route(this.routable);
  }

  describe(): readonly TargetDescription[] {
    return [...this.registered.values(), ...this.draining].map((target) => target.describe());
  }

  find(id: string): TargetDescription | undefined {
    return this.registered.get(id)?.describe();
  }

  onChange(listener: TargetListener): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  destroy(): void {
    this.listeners.clear();
    for (const target of [...this.registered.values(), ...this.draining]) target.destroy();
    this.registered.clear();
  }

  private changed(target: Target, previous: TargetHealthState): void {
    if (target.state === 'unused') this.draining.delete(target);
    this.routable = this.routableTargets();
    const description = target.describe();
    for (const listener of this.listeners) listener(description, previous);
  }

  /** Like ALB: the healthy targets, or all registered ones if too few are healthy ("fail open"). */
  private routableTargets(): readonly Target[] {
    const { count, percentage } = this.settings.targetGroup.minimumHealthyTargets;
    const registered = [...this.registered.values()];
    const healthy = registered.filter(({ state }) => state === 'healthy');
    const minimum = Math.max(1, count, (registered.length * percentage) / 100);
    return healthy.length >= minimum ? healthy : registered;
  }
}
