import { spawnSync, type SpawnSyncReturns } from 'node:child_process';
import { lstatSync, readdirSync, readFileSync, readlinkSync } from 'node:fs';

/** What is at a path; a link is not followed. */
export interface InsideEntry {
  readonly kind: 'file' | 'folder' | 'link' | 'other';
  readonly mode: number;
  readonly size: number;
  /** In nanoseconds. */
  readonly modified: bigint;
}

/** Adds to a command what runs it with the privileges of root of the instance. */
export type AsRoot = (argv: readonly string[]) => readonly string[];

/** Nothing else happens meanwhile. */
const LONGEST_LOOK_MILLISECONDS = 2_000;
const MOST_BYTES = 64 * 1024 * 1024;
/** The first digit of a mode (inode(7)). */
const KINDS: Readonly<Record<string, InsideEntry['kind']>> = { 8: 'file', 4: 'folder', a: 'link' };

/** Reads files as systemd does, as root: without root on this machine, those of an instance's other users belong to somebody else. */
export class InsideReader {
  constructor(private readonly asRoot?: AsRoot) {}

  entry(path: string): InsideEntry | undefined {
    return this.orAsRoot(() => {
      const stat = lstatSync(path, { bigint: true, throwIfNoEntry: false });
      if (!stat) return undefined;
      const kind = stat.isFile() ? 'file' : stat.isDirectory() ? 'folder' : stat.isSymbolicLink() ? 'link' : 'other';
      return { kind, mode: Number(stat.mode), size: Number(stat.size), modified: stat.mtimeNs };
    }, ['stat', '--printf=%f %s %.9Y', '--', path], (said) => {
      if (said === '') return undefined;
      const [mode = '', size, seconds = ''] = said.split(' ');
      const kind = mode.length === 4 ? KINDS[mode[0]!] ?? 'other' : 'other';
      return { kind, mode: parseInt(mode, 16), size: Number(size), modified: BigInt(seconds.replace('.', '')) };
    });
  }

  names(path: string): string[] {
    return this.orAsRoot(() => readdirSync(path), ['find', path, '-mindepth', '1', '-maxdepth', '1', '-printf', '%f\\0'],
      (said) => said.split('\0').filter(Boolean));
  }

  text(path: string): string {
    return this.orAsRoot(() => readFileSync(path, 'utf8'), ['cat', '--', path], (said) => said);
  }

  target(path: string): string {
    return this.orAsRoot(() => readlinkSync(path), ['readlink', '--no-newline', '--', path], (said) => said);
  }

  private orAsRoot<T>(read: () => T, command: readonly string[], understood: (said: string) => T): T {
    try {
      return read();
    } catch (error) {
      if (!this.asRoot || (error as NodeJS.ErrnoException).code !== 'EACCES') throw error;
      const { status, stdout, stderr } = lookWith(this.asRoot(command));
      if (status !== 0 && !stderr?.includes('No such file or directory')) throw error;
      return understood(stdout);
    }
  }
}

/** Tries twice: on a busy machine, a program may need longer to start than one may wait. */
export function lookWith([program, ...args]: readonly string[]): SpawnSyncReturns<string> {
  const options = { encoding: 'utf8', timeout: LONGEST_LOOK_MILLISECONDS, maxBuffer: MOST_BYTES, env: { ...process.env, LC_ALL: 'C' } } as const;
  const looked = spawnSync(program!, args, options);
  return (looked.error as NodeJS.ErrnoException | undefined)?.code === 'ETIMEDOUT' ? spawnSync(program!, args, options) : looked;
}
