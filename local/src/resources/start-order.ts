import type { ResolvedStack } from '../stack';
import type { Reading, ResourceKind, ResourceRole } from './shape/resource';

export interface ReadResource {
  readonly kind: ResourceKind;
  readonly reading: Reading;
}

const START: readonly ResourceRole[] = ['used', 'entry', 'compute', 'control'];

/** The entry stops before the compute, so that applications do not have to wait for open connections. */
const STOP: readonly ResourceRole[] = ['control', 'entry', 'compute', 'used'];

/** Sorts by role, and puts a resource after those that it refers to. */
export function inStartOrder(resources: readonly ReadResource[], stack: ResolvedStack): readonly ReadResource[] {
  return START.flatMap((role) => dependenciesFirst(resources.filter(({ kind }) => kind.role === role), stack));
}

export function inStopOrder<T extends Pick<ReadResource, 'kind'>>(started: readonly T[]): readonly T[] {
  const newestFirst = [...started].reverse();
  return STOP.flatMap((role) => newestFirst.filter(({ kind }) => kind.role === role));
}

function dependenciesFirst(resources: readonly ReadResource[], stack: ResolvedStack): readonly ReadResource[] {
  const left = new Set(resources);
  const ordered: ReadResource[] = [];
  while (left.size > 0) {
    const others = (one: ReadResource): ReadResource[] => [...left].filter((each) => each !== one);
    // Resources that refer to each other keep the template's order.
    const next = [...left].find((each) => !others(each).some((other) => refersTo(each, other, stack))) ?? [...left][0];
    left.delete(next);
    ordered.push(next);
  }
  return ordered;
}

/** Follows references through resources that do not run locally. */
function refersTo(one: ReadResource, other: ReadResource, { resources }: ResolvedStack): boolean {
  const seen = new Set<string>();
  const pending = [...one.reading.logicalIds];
  for (let id = pending.pop(); id !== undefined; id = pending.pop()) {
    if (seen.has(id)) continue;
    seen.add(id);
    pending.push(...resources[id]?.references ?? []);
  }
  return other.reading.logicalIds.some((id) => seen.has(id));
}
