import { chownSync, lchownSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import asServerUser from './as-server-user.sh';

/** PostgreSQL refuses root. No account has this number, so nobody else has what it owns. */
const USER_ID = 61_432;

/** Who runs a database server, and where that user finds its folder. */
export interface ServerUser {
  readonly home: string;
  /** Runs a program as this user; a server ends with the runner. */
  command(argv: readonly string[]): string[];
  /** Gives it what is in its folder. */
  own(): void;
}

/** The user of this run, or as root a user of its own. */
export function serverUser(folder: string): ServerUser {
  if (process.getuid?.() !== 0) {
    return { home: folder, command: (argv) => ['setpriv', '--pdeathsig', 'INT', '--', ...argv], own: () => undefined };
  }
  return {
    home: '/mnt',
    command: (argv) => ['unshare', '--mount', '--propagation', 'private', '--', 'sh', '-c', asServerUser, 'sh', folder, String(USER_ID), ...argv],
    own: () => {
      chownSync(folder, USER_ID, USER_ID);
      for (const entry of readdirSync(folder, { recursive: true, encoding: 'utf8' })) lchownSync(join(folder, entry), USER_ID, USER_ID);
    },
  };
}
