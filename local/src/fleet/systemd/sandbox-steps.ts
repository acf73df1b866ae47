import { CannotStart } from './accounts';
import type { UnitHost } from './unit-host';
import type { PathRule, Protection } from '../../unit/protection';
import { readMountTable } from '../machine/mount-table';

/**
 * Steps for `scripts/exec.sh`, one `KEY=VALUE` each: the mounts that implement a unit's sandboxing. A rule applies to everything below its
 * path, unless there is a rule for a longer path: each path with a rule becomes a mount, which is made read-only if the rule says so.
 *
 * @param privateTmp the folder mounted as `/tmp` and `/var/tmp` for units with private ones. @param writable folders that belong to the
 * unit: `StateDirectory=` and the like.
 */
export function sandboxSteps(protection: Protection, host: UnitHost, privateTmp: string, writable: readonly string[]): string[] {
  const rules = new Map<string, PathRule['access']>();
  const steps: string[] = [];
  const bind = (source: string, path: string) => steps.push(`from=${source}`, `bind=${path}`);

  for (const path of protection.temporary.flatMap((each) => found(each, true, host))) {
    steps.push(`tmpfs=${path}`);
    rules.set(path, 'rw');
  }
  if (protection.privateTmp) {
    // /tmp comes last, because it contains both folders.
    for (const path of ['/var/tmp', '/tmp']) {
      bind(`${privateTmp}${path}`, path);
      rules.set(path, 'rw');
    }
  }
  for (const { source, path, readOnly, optional } of protection.binds) {
    for (const real of found(source, optional, host)) {
      // The type of mount point to create depends on the source.
      steps.push(`from=${real}`, `make=${path}`, `bind=${path}`);
      rules.set(path, readOnly ? 'ro' : 'rw');
    }
  }
  const own = writable.map((path) => ({ path, access: 'rw' as const, optional: true }));
  for (const { path, access, optional } of [...protection.rules, ...own]) {
    for (const real of found(path, optional, host)) rules.set(real, access);
  }
  const mounts = new Set(readMountTable(`${host.proc}/1/mountinfo`).map((mount) => mount.path));
  for (const [path, access] of [...rules].sort(([a], [b]) => a.length - b.length)) {
    if (access === 'hidden') steps.push(`hide=${path}`);
    else if (!mounts.has(path) && !steps.some((step) => step === `bind=${path}` || step === `tmpfs=${path}`)) bind(path, path);
  }
  for (const path of new Set([...mounts, ...rules.keys()])) {
    if (accessOf(path, rules) === 'ro') steps.push(`readonly=${path}`);
  }
  if (protection.procOptions.length > 0) steps.push(`proc=${protection.procOptions.join(',')}`);
  return steps;
}

/** The rule of the nearest path at or above this one. */
function accessOf(path: string, rules: ReadonlyMap<string, PathRule['access']>): PathRule['access'] | undefined {
  const above = [...rules.keys()].filter((rule) => path === rule || path.startsWith(rule === '/' ? '/' : `${rule}/`));
  const nearest = above.sort((a, b) => b.length - a.length)[0];
  return nearest === undefined ? undefined : rules.get(nearest);
}

function found(path: string, optional: boolean, host: UnitHost): string[] {
  const real = host.files.realPath(path);
  if (real !== undefined) return [real];
  if (optional) return [];
  throw new CannotStart(226, `Failed to set up mount namespacing: ${path}: No such file or directory`);
}
