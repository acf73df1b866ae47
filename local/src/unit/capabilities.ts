import type { UnitEntries } from './unit-entries';

/**
 * Capabilities inside an instance: enough for hooks that install and configure an application and inspect its processes (`ss -p`, `fuser`,
 * `/proc/PID/environ`), but not to change what instances share with the machine (network, clock, kernel settings, devices).
 */
export const CAPABILITIES: readonly string[] = [
  'chown', 'dac_override', 'fowner', 'fsetid', 'kill', 'setgid', 'setuid', 'setpcap',
  'net_bind_service', 'net_raw', 'sys_chroot', 'sys_ptrace', 'setfcap', 'audit_write', 'sys_nice', 'sys_resource', 'ipc_lock',
];

/**
 * The capabilities of an instance that a unit leaves to its programs. Lines are merged, `~` removes; `undefined` if the unit does not
 * restrict them.
 */
export function capabilitySet(unit: UnitEntries, key: 'CapabilityBoundingSet' | 'AmbientCapabilities'): string[] | undefined {
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
