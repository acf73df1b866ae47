import { spawnSync } from 'node:child_process';
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
const LONGEST_LOOK_MILLISECONDS = 5_000;
const MOST_BYTES = 64 * 1024 * 1024;

/** The same as the functions below, for another process. */
const PROGRAM = `
const fs = require('node:fs');
const [what, path] = process.argv.slice(1);
const read = {
  entry: () => {
    const stat = fs.lstatSync(path, { bigint: true, throwIfNoEntry: false });
    return stat && {
      kind: stat.isFile() ? 'file' : stat.isDirectory() ? 'folder' : stat.isSymbolicLink() ? 'link' : 'other',
      mode: Number(stat.mode), size: Number(stat.size), modified: String(stat.mtimeNs),
    };
  },
  names: () => fs.readdirSync(path),
  text: () => fs.readFileSync(path, 'utf8'),
  target: () => fs.readlinkSync(path),
};
process.stdout.write(JSON.stringify({ value: read[what]() }));
`;

/** Reads files as systemd does, as root: without root on this machine, those of an instance's other users belong to somebody else. */
export class InsideReader {
  constructor(private readonly asRoot?: AsRoot) {}

  entry(path: string): InsideEntry | undefined {
    return this.orAsRoot(() => {
      const stat = lstatSync(path, { bigint: true, throwIfNoEntry: false });
      if (!stat) return undefined;
      const kind = stat.isFile() ? 'file' : stat.isDirectory() ? 'folder' : stat.isSymbolicLink() ? 'link' : 'other';
      return { kind, mode: Number(stat.mode), size: Number(stat.size), modified: stat.mtimeNs };
    }, 'entry', path, (value) => value && { ...value, modified: BigInt(String(value.modified)) });
  }

  names(path: string): string[] {
    return this.orAsRoot(() => readdirSync(path), 'names', path);
  }

  text(path: string): string {
    return this.orAsRoot(() => readFileSync(path, 'utf8'), 'text', path);
  }

  target(path: string): string {
    return this.orAsRoot(() => readlinkSync(path), 'target', path);
  }

  private orAsRoot<T>(read: () => T, what: string, path: string, revive = (value: T) => value): T {
    try {
      return read();
    } catch (error) {
      if (!this.asRoot || (error as NodeJS.ErrnoException).code !== 'EACCES') throw error;
      const [program, ...args] = this.asRoot([process.execPath, '-e', PROGRAM, what, path]);
      const { status, stdout } = spawnSync(program!, args, { encoding: 'utf8', timeout: LONGEST_LOOK_MILLISECONDS, maxBuffer: MOST_BYTES });
      if (status !== 0) throw error;
      return revive((JSON.parse(stdout) as { value: T }).value);
    }
  }
}
