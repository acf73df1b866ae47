import { lstatSync, readdirSync, readlinkSync } from 'node:fs';
import { join } from 'node:path';
import type { Mount } from './mount-table';
import { UserError } from '../../messages/user-error';

/** One step of `scripts/boot.sh`. */
export type PlanStep =
  | { readonly operation: 'overlay' | 'directory' | 'private' | 'copy' | 'copy-once'; readonly path: string }
  | { readonly operation: 'link' | 'share' | 'copy-on-write'; readonly path: string; readonly source: string };

/** Created by `scripts/boot.sh` itself at each boot. */
const OF_THE_KERNEL = new Set(['/proc', '/sys', '/dev', '/run', '/tmp', '/lost+found']);

/** Empty inside: homes and removable media are private, and a fresh EC2 instance has nothing there either. */
const EMPTY = new Set(['/home', '/root', '/mnt', '/media']);

/**
 * Empty inside if the machine has them: keys, data of the machine's own servers (`private` holds the data of services with a dynamic user),
 * and the machine's own units, which would otherwise start in each instance. What an instance writes there is kept.
 */
const PRIVATE = [
  '/etc/systemd/system', '/etc/ssh', '/etc/ssl/private', '/etc/letsencrypt', '/etc/kubernetes', '/etc/wireguard',
  '/etc/openvpn', '/etc/NetworkManager/system-connections',
  '/opt/codedeploy-agent', '/usr/local/lib/systemd/system',
  '/var/lib/docker', '/var/lib/containerd', '/var/lib/kubelet', '/var/lib/postgresql', '/var/lib/mysql', '/var/lib/cloud', '/var/lib/amazon',
  '/var/lib/private', '/var/cache/private', '/var/log/private', '/var/spool/cron', '/var/tmp',
];

/** Mounts of these types contain no files that hooks need; overlays over them fail or are useless. */
const SPECIAL_FILE_SYSTEMS = new Set([
  'proc', 'sysfs', 'cgroup', 'cgroup2', 'autofs', 'fusectl', 'binfmt_misc', 'squashfs', 'nsfs', 'debugfs', 'tracefs',
]);

export interface Machine {
  readonly mounts: readonly Mount[];
  /** Only root may put an overlay over a folder with mounts below it (which the overlay does not show). */
  readonly root: boolean;
  /** The names in a folder; empty if it cannot be read. */
  list(folder: string): readonly string[];
  kind(path: string): 'folder' | 'file' | 'other' | { readonly linkTo: string } | undefined;
}

export interface PlanRequest {
  readonly shared: Readonly<Record<string, string>>;
  readonly copied: Readonly<Record<string, string>>;
  readonly hidden: readonly string[];
}

/**
 * Plans how this machine's files appear in an instance: an overlay over each top-level folder. A single overlay over `/` would not work: it
 * would not show file systems mounted below it, and without root an overlay must not have mounts below it.
 */
export function planFileSystem(request: PlanRequest, actual: Machine): PlanStep[] {
  const machine = actual.root ? withoutUnseen(actual, [...PRIVATE, ...request.hidden]) : actual;
  const top = machine.list('/').map((name) => `/${name}`)
    .filter((path) => !OF_THE_KERNEL.has(path) && !EMPTY.has(path) && machine.kind(path) !== 'file');
  return [
    ...[...EMPTY].map((path) => ({ operation: 'directory' as const, path })),
    ...top.flatMap((path) => present(path, machine)),
    ...[...PRIVATE, ...request.hidden].filter((path) => isFolder(path, machine) && !isBelowAny(path, [...EMPTY, ...OF_THE_KERNEL]))
      .map((path) => ({ operation: 'private' as const, path })),
    ...Object.entries(request.copied).map(([path, source]) => ({ operation: 'copy-on-write' as const, path, source })),
    ...Object.entries(request.shared).map(([path, source]) => ({ operation: 'share' as const, path, source })),
  ].map(checked);
}

function present(path: string, machine: Machine): PlanStep[] {
  const kind = machine.kind(path);
  if (kind === undefined || kind === 'other') return [];
  if (kind === 'file') return [{ operation: isMount(path, machine) ? 'copy' : 'copy-once', path }];
  if (typeof kind === 'object') return [{ operation: 'link', path, source: kind.linkTo }];
  if (machine.mounts.some((mount) => mount.path === path && SPECIAL_FILE_SYSTEMS.has(mount.fileSystem))) return [{ operation: 'directory', path }];

  const below = machine.mounts.map((mount) => mount.path).filter((mount) => mount !== path && isBelowAny(mount, [path]));
  if (below.length === 0) return [{ operation: 'overlay', path }];
  if (machine.root) {
    const nearest = below.filter((mount) => !below.some((other) => other !== mount && isBelowAny(mount, [other])));
    return [{ operation: 'overlay', path }, ...[...new Set(nearest)].flatMap((mount) => present(mount, machine))];
  }
  return [{ operation: 'directory', path }, ...machine.list(path).flatMap((name) => present(join(path, name), machine))];
}

/** Mounts in folders that are empty inside need no overlay; those of containers and tests come and go. */
function withoutUnseen(machine: Machine, folders: readonly string[]): Machine {
  return { ...machine, mounts: machine.mounts.filter(({ path }) => !isBelowAny(path, folders)) };
}

function isMount(path: string, machine: Machine): boolean {
  return machine.mounts.some((mount) => mount.path === path);
}

function isFolder(path: string, machine: Machine): boolean {
  return machine.kind(path) === 'folder';
}

function isBelowAny(path: string, folders: readonly string[]): boolean {
  return folders.some((folder) => path === folder || path.startsWith(`${folder}/`));
}

function checked(step: PlanStep): PlanStep {
  for (const path of 'source' in step ? [step.path, step.source] : [step.path]) {
    if (/[\t\n]/.test(path)) throw new UserError(`local instances cannot show ${JSON.stringify(path)}: its name has a tab or line break; rename it`);
  }
  return step;
}

/**
 * Without root, folders owned by the machine's root are read-only inside, unless the instance's own layer has a folder in their place. The
 * ones that hooks write to are created in advance, down to this depth.
 */
const WRITTEN_TO: readonly (readonly [string, number])[] = [
  ['/etc', 3], ['/opt', 2], ['/srv', 2], ['/usr', 2], ['/usr/local', 2], ['/usr/lib/systemd', 1], ['/var', 3],
];

export function foldersToWriteTo(machine: Machine): string[] {
  return [...new Set(WRITTEN_TO.flatMap(([path, depth]) => foldersBelow(path, depth, machine)))];
}

function foldersBelow(path: string, depth: number, machine: Machine): string[] {
  if (machine.kind(path) !== 'folder') return [];
  return [path, ...(depth === 0 ? [] : machine.list(path).flatMap((name) => foldersBelow(join(path, name), depth - 1, machine)))];
}

export const thisMachine: Omit<Machine, 'mounts' | 'root'> = {
  list(folder) {
    try {
      return readdirSync(folder).sort();
    } catch {
      // A folder that this user cannot list appears empty inside.
      return [];
    }
  },
  kind(path) {
    const stat = lstatSync(path, { throwIfNoEntry: false });
    if (!stat) return undefined;
    if (stat.isSymbolicLink()) return linkKind(path);
    if (stat.isDirectory()) return 'folder';
    return stat.isFile() ? 'file' : 'other';
  },
};

/** Links may disappear at any time. */
function linkKind(path: string): { readonly linkTo: string } | undefined {
  try {
    return { linkTo: readlinkSync(path) };
  } catch {
    return undefined;
  }
}
