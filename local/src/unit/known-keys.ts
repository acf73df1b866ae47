import directives from './directives.json';

/** The systemd of Amazon Linux 2023. */
export const SYSTEMD_VERSION = 252;

const SECTIONS: Readonly<Record<string, readonly string[]>> = directives.sections;
/** Kinds of units whose programs have the settings of a service's. */
const WITH_PROGRAMS = ['Socket', 'Mount', 'Swap', 'Slice', 'Scope'];

/** The sections that a unit of a kind (`service`, `timer`, ...) may have. */
export function knownSections(suffix: string): string[] {
  const own = `${suffix.charAt(0).toUpperCase()}${suffix.slice(1)}`;
  return ['Unit', 'Install', ...(Object.hasOwn(SECTIONS, own) ? [own] : [])];
}

export function knownKeys(section: string): string[] {
  const own = SECTIONS[section] ?? [];
  return [...own, ...WITH_PROGRAMS.includes(section) ? SECTIONS.Service! : []].flatMap((line) => line.split(' '));
}

/** Sections and keys that are the author's own. */
export function isOwn(name: string): boolean {
  return name.startsWith('X-');
}
