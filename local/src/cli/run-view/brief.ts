import type { Message } from '../../messages/message';
import type { MessageCode } from '../../messages/message-codes';

/** What a person who watches does not need line by line: the page and `--verbose` have it, and a failure is shown in full. */
const DETAILS: readonly MessageCode[] = [
  'action.started', 'build.output', 'build.phase', 'stage.skipped', 'instance.booting', 'instance.running', 'state-machine.started',
  'state-machine.succeeded',
  'deployment.event.skipped', 'deployment.event.failed',
];

/** Whether each message belongs into the terminal of somebody who did not ask for everything. A unit that crashes again and again is one line. */
export function briefly(): (message: Message) => boolean {
  const crashed = new Set<string>();
  return (message) => {
    if (message.code === 'deployment.started') crashed.clear();
    if (message.code !== 'instance.unit.failed') return isBrief(message);
    const crash = `${message.instance}: ${message.message}`;
    return !crashed.has(crash) && crashed.add(crash) !== undefined;
  };
}

function isBrief({ level, code, data }: Message): boolean {
  if (level === 'debug') return false;
  // The last event of a host: the one line that says it is done.
  if (code === 'deployment.event.succeeded') return data?.event === 'AllowTraffic';
  return !DETAILS.includes(code);
}
