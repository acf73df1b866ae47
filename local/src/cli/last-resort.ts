import { messageOf } from '../messages/message-of';

/**
 * What is done where nothing else is: a reader that has gone ends the command as SIGPIPE would, and an error that nobody foresaw
 * is one line and not a stack trace.
 */
export function installLastResort(): void {
  // A hook with `kill $(pgrep node)` means the application, and not the agent, which is no Node.js on AWS.
  process.title = 'gostyle';
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error;
    endAsAsked();
  });
  // Nobody is left to be told.
  process.stderr.on('error', () => undefined);
  process.on('uncaughtException', (error) => {
    process.stderr.write(`gostyle: ${messageOf(error)}\n`);
    if (process.env.GOSTYLE_DEBUG) process.stderr.write(`${error.stack}\n`);
    process.exitCode = 1;
    endAsAsked();
  });
}

/** Where something runs that has to be stopped first, as a person who ends it does. */
function endAsAsked(): void {
  if (process.listenerCount('SIGTERM') > 0) process.kill(process.pid, 'SIGTERM');
  else process.exit();
}
