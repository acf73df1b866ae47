import { capabilitySet } from './capabilities';
import { resourceLimits } from './resource-limits';
import { yes, type UnitEntries } from './unit-entries';

/** A path of `ReadOnlyPaths=` and the like. */
export interface PathRule {
  readonly path: string;
  readonly access: 'ro' | 'rw' | 'hidden';
  /** `-`: no failure if it does not exist. */
  readonly optional: boolean;
}

/** An entry of `BindPaths=`. */
interface BindRule {
  readonly source: string;
  readonly path: string;
  readonly readOnly: boolean;
  readonly optional: boolean;
}

/** A service's sandboxing, as far as an instance can enforce it. */
export interface Protection {
  /** Options of prlimit(1). */
  readonly limits: readonly string[];
  readonly noNewPrivileges: boolean;
  /** Names without `CAP_`; `undefined` means all that an instance has. */
  readonly boundingSet?: readonly string[];
  readonly ambientSet: readonly string[];
  readonly nice?: string;
  readonly oomScoreAdjust?: string;
  readonly privateTmp: boolean;
  readonly rules: readonly PathRule[];
  readonly binds: readonly BindRule[];
  /** Paths with a separate empty file system. */
  readonly temporary: readonly string[];
  /** Mount options of a private `/proc`. */
  readonly procOptions: readonly string[];
}

export const NO_PROTECTION: Protection = {
  limits: [], noNewPrivileges: false, ambientSet: [], privateTmp: false, rules: [], binds: [], temporary: [], procOptions: [],
};

const SYSTEM: Readonly<Record<string, readonly string[]>> = {
  yes: ['/usr', '/boot', '/efi'], full: ['/usr', '/boot', '/efi', '/etc'], strict: ['/'],
};
const HOMES = ['/home', '/root', '/run/user'];
/** Not affected by `ProtectSystem=strict`, or needed to reach the runner. */
const NEVER_PROTECTED = ['/dev', '/proc', '/sys', '/run/gostyle'];
const LIST_KEYS = [
  { keys: ['ReadOnlyPaths', 'ReadOnlyDirectories'], access: 'ro' }, { keys: ['ReadWritePaths', 'ReadWriteDirectories'], access: 'rw' },
  { keys: ['InaccessiblePaths', 'InaccessibleDirectories'], access: 'hidden' },
] as const;

export function readProtection(unit: UnitEntries, dynamicUser: boolean): Protection {
  const value = (key: string) => unit.value('Service', key);
  const home = level(value('ProtectHome'), dynamicUser ? 'read-only' : 'no');
  return {
    limits: resourceLimits(unit),
    noNewPrivileges: dynamicUser || unit.flag('Service', 'NoNewPrivileges'),
    boundingSet: capabilitySet(unit, 'CapabilityBoundingSet'),
    ambientSet: capabilitySet(unit, 'AmbientCapabilities') ?? [],
    ...(/^-?\d+$/.test(value('Nice') ?? '') && { nice: value('Nice') }),
    ...(/^-?\d+$/.test(value('OOMScoreAdjust') ?? '') && { oomScoreAdjust: value('OOMScoreAdjust') }),
    privateTmp: dynamicUser || unit.flag('Service', 'PrivateTmp'),
    rules: [
      ...systemRules(level(value('ProtectSystem'), dynamicUser ? 'strict' : 'no')),
      ...homeRules(home),
      ...LIST_KEYS.flatMap(({ keys, access }) => keys.flatMap((key) => unit.words('Service', key)).map((word) => ({ ...pathOf(word), access }))),
    ],
    binds: [...binds(unit, 'BindPaths', false), ...binds(unit, 'BindReadOnlyPaths', true)],
    temporary: [...(home === 'tmpfs' ? HOMES : []), ...unit.words('Service', 'TemporaryFileSystem').map((word) => word.split(':')[0]!)],
    procOptions: [
      ...(hidesProcesses(value('ProtectProc')) ? [`hidepid=${value('ProtectProc')}`] : []),
      ...(value('ProcSubset') === 'pid' ? ['subset=pid'] : []),
    ],
  };
}

/** Whether the programs need their own mount namespace. */
export function needsMounts({ privateTmp, rules, binds: bound, temporary, procOptions }: Protection): boolean {
  return privateTmp || rules.length > 0 || bound.length > 0 || temporary.length > 0 || procOptions.length > 0;
}

function systemRules(protectSystem: string): PathRule[] {
  const paths = SYSTEM[protectSystem] ?? [];
  const except = protectSystem === 'strict' ? NEVER_PROTECTED : [];
  return [
    ...paths.map((path) => ({ path, access: 'ro' as const, optional: true })),
    ...except.map((path) => ({ path, access: 'rw' as const, optional: true })),
  ];
}

function homeRules(protectHome: string): PathRule[] {
  if (protectHome !== 'yes' && protectHome !== 'read-only') return [];
  return HOMES.map((path) => ({ path, access: protectHome === 'yes' ? 'hidden' : 'ro', optional: true }));
}

function level(text: string | undefined, least: string): string {
  if (text === undefined) return least;
  const answer = yes(text);
  return answer === undefined ? text : answer ? 'yes' : least;
}

function binds(unit: UnitEntries, key: string, readOnly: boolean): BindRule[] {
  return unit.words('Service', key).map((word) => {
    const { path: source, optional } = pathOf(word.split(':')[0]!);
    return { source, path: word.split(':')[1] || source, readOnly, optional };
  });
}

/** A `-` before a path means that it is optional; `+` means relative to the service's root, which is the instance's root here. */
function pathOf(word: string): { readonly path: string; readonly optional: boolean } {
  return { path: word.replace(/^[-+]+/, '').replace(/(.)\/+$/, '$1'), optional: /^\+?-/.test(word) };
}

function hidesProcesses(text: string | undefined): boolean {
  return text === 'noaccess' || text === 'invisible' || text === 'ptraceable';
}
