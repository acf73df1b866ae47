import type { Target, TargetAddress } from './target';
import type { TargetGroup, TargetListener } from './target-group';
import type { ListenerRouting, TargetDescription } from '../model/target';

/** What of a request a rule of the listener looks at. */
export type HeaderOf = (name: string) => string | undefined;

const ONE: ListenerRouting = { weights: [100, 0] };

/** The two target groups of a listener, and which of them gets the next request. One that nothing is registered with gets none. */
export class TargetGroups {
  private routing = ONE;

  constructor(readonly groups: readonly [TargetGroup, TargetGroup]) {}

  /** As the listener's rules say from now on. Requests in flight end where they are. */
  route(routing: ListenerRouting): void {
    this.routing = routing;
  }

  register(address: TargetAddress, index: 0 | 1): void {
    this.groups[index].register(address);
  }

  async deregister(id: string): Promise<void> {
    await Promise.all(this.groups.map((group) => group.deregister(id)));
  }

  /** The group of a target that is registered. */
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

  /** By chance, as on AWS: taking turns would send the same kind of request to the same group again and again. */
  private next(headerOf: HeaderOf): 0 | 1 {
    const { weights: [first, second], test } = this.routing;
    if (test && headerOf(test.header)?.toLowerCase() === test.value.toLowerCase()) return test.group;
    if (second === 0 || first === 0) return first === 0 ? 1 : 0;
    return Math.random() * (first + second) < first ? 0 : 1;
  }
}
