import { execFile } from 'node:child_process';
import { program } from '../program';

export interface Ended {
  readonly status: unknown;
  readonly text: string;
}

/** Starts a run without mount namespaces, as in an unprivileged container. */
export async function runWithoutNamespaces(directory: string): Promise<Ended> {
  const script = 'echo 0 >/proc/sys/user/max_mnt_namespaces && exec "$@"';
  const argv = ['--user', '--map-root-user', 'sh', '-c', script, 'sh', process.execPath, program(), 'run', '--once', '--port', '0'];
  return new Promise((resolve) => {
    execFile('unshare', argv, { cwd: directory, timeout: 60_000 }, (error, _stdout, stderr) => (
      // Without a code, it was killed because it took too long.
      resolve({ status: error ? error.code ?? error.signal : 0, text: stderr })));
  });
}
