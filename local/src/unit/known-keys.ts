import directives from './directives.json';

/** The systemd version of Amazon Linux 2023. */
export const SYSTEMD_VERSION = 252;

const SECTIONS: Readonly<Record<string, readonly string[]>> = directives.sections;
/** Unit types that share the program settings of services. */
const WITH_PROGRAMS = ['Socket', 'Mount', 'Swap', 'Slice', 'Scope'];

/** The sections that are valid for a unit type (`service`, `timer`, ...). */
export function knownSections(suffix: string): string[] {
  const own = `${suffix.charAt(0).toUpperCase()}${suffix.slice(1)}`;
  return ['Unit', 'Install', ...(Object.hasOwn(SECTIONS, own) ? [own] : [])];
}

export function knownKeys(section: string): string[] {
  const own = SECTIONS[section] ?? [];
  return [...own, ...WITH_PROGRAMS.includes(section) ? SECTIONS.Service! : []].flatMap((line) => line.split(' '));
}

/** Custom sections and keys. */
export function isOwn(name: string): boolean {
  return name.startsWith('X-');
}
