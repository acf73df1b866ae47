import { existsSync, lstatSync } from 'node:fs';
import type { PlanStep } from './file-system-plan';
import { isRoot } from './namespace';

/** The input files of `scripts/boot.sh` by name. Tables use the fstab(5) format, so that a single `mount --all` handles them. */
export type BootFiles = Readonly<Record<
  | 'skeleton' | 'first-folders' | 'owners' | 'required' | 'required.fstab' | 'optional' | 'optional.fstab' | 'copies.fstab' | 'steps' | 'folders'
  | 'inside.fstab', string
>>;

/** Folders that an instance cannot do without. Any other folder of the machine is optional. */
const REQUIRED = /^\/(etc|usr|var|opt|bin|sbin|lib\w*)(\/|$)/;

export interface BootPaths {
  /** The instance's root folder, on the machine. */
  readonly root: string;
  /** The folder of its layers. */
  readonly disk: string;
  /** The folder of `scripts/`. */
  readonly control: string;
  /** Path of user data's log. */
  readonly log: string;
  /** The Node.js binary that instances get. */
  readonly node: string;
  readonly overlayOptions: string;
  /** Folders to create in the layers. */
  readonly folders: readonly string[];
}

export function bootFiles(steps: readonly PlanStep[], paths: BootPaths): BootFiles {
  const { root, disk } = paths;
  const overlays = steps.filter(({ operation }) => operation === 'overlay').map(({ path }) => path);
  const copies = steps.flatMap((step) => step.operation === 'copy-on-write' ? [step] : []);
  const required = overlays.filter((path) => REQUIRED.test(path));
  const optional = overlays.filter((path) => !REQUIRED.test(path));
  const ownFolders = paths.folders.filter((path) => overlays.some((overlaid) => path.startsWith(`${overlaid}/`)));
  const binds = steps.flatMap((step) => step.operation === 'private'
    ? [bind(`${disk}/private${step.path}`, `${root}${step.path}`, 'bind')]
    : step.operation === 'share' ? [bind(step.source, `${root}${step.path}`, 'rbind,ro')] : []);
  return {
    'skeleton': lines([
      ...[...overlays, ...copies.map(({ path }) => path)].flatMap((path) => [`${disk}/upper${path}`, `${disk}/work${path}`, `${root}${path}`]),
      ...steps.filter(({ operation }) => operation === 'private').map(({ path }) => `${disk}/private${path}`),
      ...steps.filter(({ operation }) => operation === 'directory').map(({ path }) => `${root}${path}`),
    ]),
    'first-folders': lines(ownFolders.map((path) => `${disk}/upper${path}`)),
    'owners': lines([...overlays, ...ownFolders].filter(isUnusual)),
    'required': lines(required),
    'required.fstab': lines(required.map((path) => overlay(path, path, paths))),
    'optional': lines(optional),
    'optional.fstab': lines(optional.map((path) => overlay(path, path, paths))),
    'copies.fstab': lines(copies.map(({ path, source }) => overlay(source, path, paths))),
    'steps': lines(steps.filter(({ operation }) => ['link', 'copy', 'copy-once'].includes(operation))
      .map((step) => [step.operation, step.path, ...('source' in step ? [step.source] : [])].join('\t'))),
    // Including the private ones: the machine's own folder may have been deleted by then.
    'folders': lines(steps.filter(({ operation }) => operation === 'share' || operation === 'private').map(({ path }) => `${root}${path}`)),
    'inside.fstab': lines([...binds, ...ownMounts(paths)]),
  };
}

/** Uses paths relative to the layers' folder, because mount options cannot contain commas or colons, unlike paths of this machine. */
function overlay(source: string, path: string, { root, overlayOptions }: BootPaths): string {
  const lower = source.replace(/[\\:,]/g, (char) => `\\${char}`);
  return `overlay ${escape(`${root}${path}`)} overlay ${escape(`lowerdir=${lower},upperdir=upper${path},workdir=work${path}${overlayOptions}`)} 0 0`;
}

/** Mounts that every instance has. */
function ownMounts({ root, control, log, node }: BootPaths): string[] {
  return [
    ...['/proc/sys', '/proc/sysrq-trigger'].filter((path) => existsSync(path)).map((path) => bind(`${root}${path}`, `${root}${path}`, 'bind,ro')),
    bind(node, `${root}/run/node/node`, 'bind,ro'),
    bind(control, `${root}/run/gostyle`, 'bind'),
    bind(log, `${root}/var/log/cloud-init-output.log`, 'bind'),
    ...['null', 'zero', 'full', 'random', 'urandom', 'tty'].map((device) => bind(`/dev/${device}`, `${root}/dev/${device}`, 'bind')),
  ];
}

function bind(source: string, target: string, options: string): string {
  return `${escape(source)} ${escape(target)} none ${options} 0 0`;
}

/** A layer's folder needs the mode and, as root, the owner of the folder that it covers; nearly all are owned by root with mode 0755. */
function isUnusual(path: string): boolean {
  const stat = lstatSync(path, { throwIfNoEntry: false });
  return stat !== undefined && (stat.mode % 0o10000 !== 0o755 || (isRoot() && (stat.uid !== 0 || stat.gid !== 0)));
}

function escape(text: string): string {
  return text.replace(/[\s\\#]/g, (char) => `\\${char.charCodeAt(0).toString(8).padStart(3, '0')}`);
}

function lines(texts: readonly string[]): string {
  return texts.map((text) => `${text}\n`).join('');
}
