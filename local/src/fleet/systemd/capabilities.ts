import type { UnitDefinition } from './unit-definition';
import { CAPABILITIES } from '../machine/namespace';

/**
 * The capabilities that a unit leaves its programs, of those that an instance has. Lines add to each other, `~` takes away;
 * `undefined`: the unit says nothing, so the programs have all.
 */
export function capabilitySet(unit: UnitDefinition, key: 'CapabilityBoundingSet' | 'AmbientCapabilities'): string[] | undefined {
  let set: readonly string[] | undefined;
  for (const { section, key: name, value } of unit.entries) {
    if (section !== 'Service' || name !== key) continue;
    const isTakenAway = value.startsWith('~');
    const named = value.replace(/^~/, '').split(/\s+/).filter(Boolean).map((word) => word.toLowerCase().replace(/^cap_/, ''));
    const others = CAPABILITIES.filter((each) => !named.includes(each));
    if (set === undefined || named.length === 0) set = isTakenAway ? others : CAPABILITIES.filter((each) => named.includes(each));
    else set = isTakenAway ? set.filter((each) => !named.includes(each)) : CAPABILITIES.filter((each) => named.includes(each) || set!.includes(each));
  }
  return set === undefined ? undefined : [...set];
}
