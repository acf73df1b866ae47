import { execFileSync, spawnSync } from 'node:child_process';
import {
  chmodSync, existsSync, lstatSync, mkdirSync, mkdtempSync, readdirSync,
  readFileSync, readlinkSync, realpathSync, rmSync, symlinkSync, writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, relative } from 'node:path';

type FileOf =
  | string
  | { readonly content: string; readonly mode?: string }
  | { readonly dir: true }
  | { readonly symlink: string };

export type FilesOf = Readonly<Record<string, FileOf>>;

/** A test's directory: where files are deployed, where scripts write, and the agent's root. */
export class Sandbox {
  readonly base = realpathSync(mkdtempSync(join(tmpdir(), 'gostyle-agent-')));
  readonly dest = this.make('dest', 0o755);
  readonly out = this.make('out', 0o777);
  readonly root = join(this.base, 'root');

  constructor() {
    chmodSync(this.base, 0o755);
  }

  /** Replaces the placeholders of the cases everywhere. */
  fill<T>(value: T): T {
    const text = JSON.stringify(value)
      .replaceAll('@DEST@', this.dest)
      .replaceAll('@OUT@', this.out)
      .replaceAll('@ROOT@', join(this.root, 'dg-1'))
      .replaceAll('@BASE@', this.base);
    return JSON.parse(text) as T;
  }

  write(name: string, files: FilesOf): string {
    const directory = join(this.base, name);
    mkdirSync(directory, { recursive: true });
    for (const [path, file] of Object.entries(this.fill(files))) writeOne(join(directory, path), file);
    return directory;
  }

  instruction(name: string): string | null {
    const path = join(this.root, 'deployment-instructions', name);
    return existsSync(path) ? readFileSync(path, 'utf8') : null;
  }

  archives(): string[] {
    const group = join(this.root, 'dg-1');
    return existsSync(group) ? readdirSync(group) : [];
  }

  scriptsLog(deploymentId: string): string {
    const path = join(this.root, 'dg-1', deploymentId, 'logs', 'scripts.log');
    return existsSync(path) ? readFileSync(path, 'utf8').replace(/^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d /gm, '') : '';
  }

  remove(): void {
    rmSync(this.base, { recursive: true, force: true });
  }

  private make(name: string, mode: number): string {
    const path = join(this.base, name);
    mkdirSync(path);
    chmodSync(path, mode);
    return path;
  }
}

function writeOne(path: string, file: FileOf): void {
  if (typeof file === 'object' && 'dir' in file) {
    mkdirSync(path, { recursive: true });
    return;
  }
  mkdirSync(dirname(path), { recursive: true });
  if (typeof file === 'object' && 'symlink' in file) {
    symlinkSync(file.symlink, path);
    return;
  }
  const { content, mode } = typeof file === 'string' ? { content: file, mode: undefined } : file;
  writeFileSync(path, content);
  chmodSync(path, parseInt(mode ?? (path.endsWith('.sh') ? '0755' : '0644'), 8));
}

/** Describes every entry below a directory, in the format of the cases. */
export function treeOf(directory: string): Record<string, object> {
  const acls = aclsIn(directory);
  const entries = readdirSync(directory, { recursive: true, encoding: 'utf8' }).map((name) => join(directory, name));
  return Object.fromEntries(entries.map((path) => [relative(directory, path), describeEntry(path, acls.get(path))]));
}

function describeEntry(path: string, acl: readonly string[] | undefined): object {
  const stats = lstatSync(path);
  if (stats.isSymbolicLink()) return { type: 'link', target: readlinkSync(path) };
  return {
    type: stats.isDirectory() ? 'directory' : 'file',
    mode: (stats.mode % 0o10000).toString(8).padStart(4, '0'),
    owner: nameOf('passwd', stats.uid),
    group: nameOf('group', stats.gid),
    ...(stats.isFile() && { content: readFileSync(path, 'utf8') }),
    ...(acl && { acl }),
  };
}

function nameOf(database: 'passwd' | 'group', id: number): string | undefined {
  const entry = readFileSync(`/etc/${database}`, 'utf8').split('\n').find((line) => line.split(':')[2] === String(id));
  return entry?.split(':')[0];
}

export function hasAcls(): boolean {
  return spawnSync('getfacl', ['--version']).status === 0;
}

/** Access control lists that contain more than the mode. */
function aclsIn(directory: string): Map<string, string[]> {
  if (!hasAcls()) return new Map();
  const listing = execFileSync('getfacl', ['-pERP', '--skip-base', directory], { encoding: 'utf8' });
  const blocks = listing.split('\n\n').map((block) => block.split('\n')).filter(([first]) => first.startsWith('# file: '));
  return new Map(blocks.map(([first, ...lines]) => [first.slice('# file: '.length), lines.filter((line) => line !== '' && !line.startsWith('#'))]));
}
