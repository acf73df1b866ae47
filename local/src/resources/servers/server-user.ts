import { chownSync, lchownSync, readdirSync } from 'node:fs';
import { join, relative } from 'node:path';
import asServerUser from './as-server-user.sh';
import { isOpenToAll } from './find-programs';

/** Database servers refuse to run as root, and none needs to. No account has this id, so nobody else has access to its files. */
const USER_ID = 61_432;

/** The user that runs a server, and the paths it uses to reach its folder. */
export interface ServerUser {
  readonly home: string;
  /**
   * Wraps a command so that it runs as this user and ends with the runner, however that ends. `stopSignal` is what the program obeys: MySQL and
   * MariaDB ignore SIGINT.
   */
  command(argv: readonly string[], stopSignal?: NodeJS.Signals): string[];
  /** Gives this user ownership of everything in its folder. */
  own(): void;
}

/**
 * The current user, or a dedicated user id when running as root.
 *
 * @param folder the server's own @param programs folder that contains its programs at any depth, which other users may be unable to enter
 */
export function serverUser(folder: string, programs?: string): ServerUser {
  if (process.getuid?.() !== 0) {
    return {
      home: folder,
      command: (argv, stopSignal) => ['setpriv', '--pdeathsig', named(stopSignal), '--', ...argv],
      own: () => undefined,
    };
  }
  const hidden = programs !== undefined && !isOpenToAll(programs) ? programs : undefined;
  const found = (text: string) => (hidden !== undefined && text.startsWith(`${hidden}/`) ? join('/mnt/programs', relative(hidden, text)) : text);
  return {
    home: '/mnt',
    command: (argv, stopSignal) => ['unshare', '--mount', '--propagation', 'private', '--', 'sh', '-c', asServerUser, 'sh', folder, String(USER_ID),
      hidden ?? '', named(stopSignal), ...argv.map(found)],
    own: () => {
      chownSync(folder, USER_ID, USER_ID);
      for (const entry of readdirSync(folder, { recursive: true, encoding: 'utf8' })) lchownSync(join(folder, entry), USER_ID, USER_ID);
    },
  };
}

/** As `setpriv` names signals. */
function named(signal: NodeJS.Signals = 'SIGTERM'): string {
  return signal.slice('SIG'.length);
}
