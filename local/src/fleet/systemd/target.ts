import type { UnitDefinition } from '../../unit/unit-definition';

/** Reached at every boot, whether a unit file exists or not. */
const REACHED_AT_BOOT = [
  'sysinit.target', 'basic.target', 'local-fs.target', 'swap.target', 'timers.target', 'sockets.target', 'paths.target', 'slices.target',
  'network-pre.target', 'network.target', 'network-online.target', 'remote-fs.target', 'nss-lookup.target',
  'nss-user-lookup.target', 'time-set.target',
  'time-sync.target', 'multi-user.target', 'default.target', 'getty.target', 'cloud-init.target', 'cloud-config.target',
];

/** A target of an instance, which only groups other units. */
export class Target {
  active: 'active' | 'inactive';

  constructor(public definition: UnitDefinition) {
    this.active = isReachedAtBoot(definition.name.id) ? 'active' : 'inactive';
  }

  get id(): string {
    return this.definition.name.id;
  }

  get sub(): 'active' | 'dead' {
    return this.active === 'active' ? 'active' : 'dead';
  }

  get isIdle(): boolean {
    return this.active === 'inactive';
  }
}

export function isReachedAtBoot(id: string): boolean {
  return REACHED_AT_BOOT.includes(id);
}
