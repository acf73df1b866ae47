import { readlinkSync } from 'node:fs';
import { listenersBelow } from '../../fleet';

/**
 * Whether it is this process, or one that it has started, that listens on the port, and not a server that a killed run has left. Unknown, and
 * therefore true, if the machine does not let this user look into processes of the server's user.
 */
export function hasPort(pid: number, port: number): boolean {
  return !mayLookInto(pid) || listenersBelow(pid).some((listener) => listener.port === port);
}

function mayLookInto(pid: number): boolean {
  try {
    readlinkSync(`/proc/${pid}/exe`);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code !== 'EACCES';
  }
  return true;
}
