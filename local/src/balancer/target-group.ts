import { createRouting, type Routing } from './routing';
import { Target, type TargetAddress } from './target';
import type { TargetDescription, TargetGroupSettings, TargetHealthState } from '../model/target';

export type TargetListener = (target: TargetDescription, previous: TargetHealthState) => void;

/** The registered and the draining targets, and which of them gets the next request. */
export class TargetGroup {
  private readonly registered = new Map<string, Target>();
  private readonly draining = new Set<Target>();
  private readonly listeners = new Set<TargetListener>();
  private readonly route: Routing;
  private routable: readonly Target[] = [];

  constructor(private readonly settings: TargetGroupSettings, private readonly idleTimeoutSeconds: number) {
    this.route = createRouting(settings);
  }

  register(address: TargetAddress): void {
    const known = this.registered.get(address.id);
    if (known) {
      if (known.address.host !== address.host || known.address.port !== address.port) {
        throw new Error(`target ${address.id} is registered at ${known.address.host}:${known.address.port}; deregister it first`);
      }
      return;
    }
    const target = new Target(address, this.settings, this.idleTimeoutSeconds, (changed, previous) => this.changed(changed, previous));
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

  /** The target for the next request; `preferred` (stickiness) is taken if it may have requests at all. */
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

  /** Like ALB: the healthy ones; and when there is none, all that are registered ("fail open"). */
  private routableTargets(): readonly Target[] {
    const registered = [...this.registered.values()];
    const healthy = registered.filter(({ state }) => state === 'healthy');
    return healthy.length > 0 ? healthy : registered;
  }
}
