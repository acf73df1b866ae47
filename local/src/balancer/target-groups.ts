import type { Target } from './target';
import type { TargetGroup, TargetListener } from './target-group';
import type { ListenerRouting, RegisteredTarget, TargetDescription } from '../model/target';

/** Looks up a header that a listener rule depends on. */
export type HeaderOf = (name: string) => string | undefined;

const ONE: ListenerRouting = { weights: [100, 0] };

/** A listener's two target groups, and the choice of the group for the next request. A group without registered targets gets none. */
export class TargetGroups {
  private routing = ONE;

  constructor(readonly groups: readonly [TargetGroup, TargetGroup]) {}

  /** Applies new listener rules. Requests in flight are not affected. */
  route(routing: ListenerRouting): void {
    this.routing = routing;
  }

  register(address: RegisteredTarget, index: 0 | 1): void {
    this.groups[index].register(address);
  }

  async deregister(id: string): Promise<void> {
    await Promise.all(this.groups.map((group) => group.deregister(id)));
  }

  /** The group that a target is registered with. */
  of(id: string): TargetGroup | undefined {
    return this.groups.find((group) => group.find(id));
  }

  choose(preferred: string | undefined, headerOf: HeaderOf): Target | undefined {
    const sticky = preferred === undefined ? undefined : this.of(preferred);
    return (sticky ?? this.groups[this.next(headerOf)]).choose(preferred);
  }

  describe(): readonly TargetDescription[] {
    return this.groups.flatMap((group) => group.describe());
  }

  onChange(listener: TargetListener): () => void {
    const stops = this.groups.map((group) => group.onChange(listener));
    return () => { for (const stop of stops) stop(); };
  }

  destroy(): void {
    for (const group of this.groups) group.destroy();
  }

  /** Random, as on AWS: taking turns could send all requests of one kind to the same group. */
  private next(headerOf: HeaderOf): 0 | 1 {
    const { weights: [first, second], test } = this.routing;
    if (test && headerOf(test.header)?.toLowerCase() === test.value.toLowerCase()) return test.group;
    if (second === 0 || first === 0) return first === 0 ? 1 : 0;
    return Math.random() * (first + second) < first ? 0 : 1;
  }
}
