import type { Message } from '../../messages/message';
import type { MessageCode } from '../../messages/message-codes';

/** What a person who watches does not need line by line: the page and `--verbose` have it, and a failure is shown in full. */
const DETAILS: readonly MessageCode[] = [
  'action.started', 'build.output', 'build.phase', 'stage.skipped', 'instance.booting', 'instance.running', 'state-machine.started',
  'state-machine.succeeded',
  'deployment.event.skipped', 'deployment.event.failed',
];

/** Whether a message belongs into the terminal of somebody who did not ask for everything. */
export function isBrief({ level, code, data }: Message): boolean {
  if (level === 'debug') return false;
  // The last event of a host: the one line that says it is done.
  if (code === 'deployment.event.succeeded') return data?.event === 'AllowTraffic';
  return !DETAILS.includes(code);
}
