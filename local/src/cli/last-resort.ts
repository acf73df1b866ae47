import { messageOf } from '../messages/message-of';
import { visible } from '../messages/visible-text';

/**
 * The last line of defence: a closed pipe ends the command as SIGPIPE would, and an unexpected error becomes one line instead of a stack
 * trace.
 */
export function installLastResort(): void {
  // A hook with `kill $(pgrep node)` targets the application; on AWS the agent is no Node.js process either.
  process.title = 'gostyle';
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error;
    endAsAsked('closed pipe');
  });
  // Nothing is left to report to.
  process.stderr.on('error', () => undefined);
  process.on('uncaughtException', (error) => {
    process.stderr.write(`gostyle: ${visible(messageOf(error))}\n`);
    if (process.env.GOSTYLE_DEBUG) process.stderr.write(`${error.stack}\n`);
    process.exitCode = 1;
    endAsAsked('error');
  });
}

export type EndCause = 'error' | 'closed pipe';

let isAsked = false;
let end: ((cause: EndCause) => void) | undefined;

/** What has to shut down, in place of SIGTERM: Ctrl-C may have ended the program that reads the output as well, and must not count twice. */
export function onEndAsked(handle: ((cause: EndCause) => void) | undefined): void {
  end = handle;
}

/** Goes through SIGTERM if something has to shut down first, but only once: a second signal would end everything immediately. */
function endAsAsked(cause: EndCause): void {
  if (end) return end(cause);
  if (process.listenerCount('SIGTERM') === 0) process.exit();
  if (!isAsked) process.kill(process.pid, 'SIGTERM');
  isAsked = true;
}
