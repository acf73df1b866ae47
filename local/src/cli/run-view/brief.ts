import type { Message } from '../../messages/message';
import type { MessageCode } from '../../messages/message-codes';

/** Messages that are noise in the terminal: the page and `--verbose` show them, and a failure is shown in full. */
const DETAILS: readonly MessageCode[] = [
  'action.started', 'build.output', 'build.phase', 'stage.skipped', 'instance.booting', 'instance.running', 'state-machine.started',
  'state-machine.succeeded',
  'deployment.event.skipped', 'deployment.event.failed',
];

/** Returns a filter for the terminal's default output. A unit that keeps crashing is reported once. */
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
  // The last event of a host is the one line that shows it is done.
  if (code === 'deployment.event.succeeded') return data?.event === 'AllowTraffic';
  return !DETAILS.includes(code);
}
