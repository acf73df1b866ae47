import { chownSync, lchownSync, readdirSync } from 'node:fs';
import { join, relative } from 'node:path';
import asServerUser from './as-server-user.sh';
import { isOpenToAll } from './find-programs';

/** Database servers refuse root, and no server needs it. No account has this number, so nobody else has what it owns. */
const USER_ID = 61_432;

/** Who runs a server, and where that user finds its folder. */
export interface ServerUser {
  readonly home: string;
  /** Runs a program as this user; a server ends with the runner. */
  command(argv: readonly string[]): string[];
  /** Gives it what is in its folder. */
  own(): void;
}

/**
 * The user of this run, or as root a user of its own.
 *
 * @param folder the server's own
 * @param programs folder that its programs are in, at any depth, where that may be one that only this user can enter
 */
export function serverUser(folder: string, programs?: string): ServerUser {
  if (process.getuid?.() !== 0) {
    return { home: folder, command: (argv) => ['setpriv', '--pdeathsig', 'INT', '--', ...argv], own: () => undefined };
  }
  const hidden = programs !== undefined && !isOpenToAll(programs) ? programs : undefined;
  const found = (text: string) => (hidden !== undefined && text.startsWith(`${hidden}/`) ? join('/mnt/programs', relative(hidden, text)) : text);
  return {
    home: '/mnt',
    command: (argv) => ['unshare', '--mount', '--propagation', 'private', '--', 'sh', '-c', asServerUser, 'sh', folder, String(USER_ID), hidden ?? '',
      ...argv.map(found)],
    own: () => {
      chownSync(folder, USER_ID, USER_ID);
      for (const entry of readdirSync(folder, { recursive: true, encoding: 'utf8' })) lchownSync(join(folder, entry), USER_ID, USER_ID);
    },
  };
}
