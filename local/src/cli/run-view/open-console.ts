import { UserError } from '../../messages/user-error';
import type { ConsoleBackend } from '../../model/console';
import { startConsole, type ConsoleServer } from '../../web/console-server';

const USUAL_PORT = 7070;
const TRIES = 20;

/** Listens on the requested port only. Without one, tries the usual port and then the next free one. */
export async function openConsole(backend: ConsoleBackend, pageDirectory: string, port?: number): Promise<ConsoleServer> {
  if (port !== undefined) return startConsole({ port, backend, pageDirectory });
  for (let next = USUAL_PORT; next < USUAL_PORT + TRIES; next++) {
    try {
      return await startConsole({ port: next, backend, pageDirectory });
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
    }
  }
  return startConsole({ port: 0, backend, pageDirectory });
}
