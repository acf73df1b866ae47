import type { UnitDefinition } from './unit-definition';

/**
 * What programs inside may do: enough for hooks that install and configure an application and look at its processes (`ss -p`,
 * `fuser`, `/proc/PID/environ`), not enough to change what instances share with the machine (its network, clock, kernel settings, devices).
 */
export const CAPABILITIES: readonly string[] = [
  'chown', 'dac_override', 'fowner', 'fsetid', 'kill', 'setgid', 'setuid', 'setpcap',
  'net_bind_service', 'net_raw', 'sys_chroot', 'sys_ptrace', 'setfcap', 'audit_write', 'sys_nice', 'sys_resource', 'ipc_lock',
];

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
