import type { Message } from '../../messages/message';
import type { MessageCode } from '../../messages/message-codes';
import type { ResourceChange } from '../../model/run-state';

/** Messages that are noise in the terminal: the page and `--verbose` show them, and a failure is shown in full. */
const DETAILS: readonly MessageCode[] = [
  'action.started', 'build.output', 'build.phase', 'stage.skipped', 'instance.booting', 'instance.running', 'state-machine.started',
  'state-machine.succeeded', 'change-set.recorded-only', 'deployment.event.skipped', 'deployment.event.failed',
];

/** Messages that a deployment may repeat: only the first one with the same key is shown. */
const ONCE_A_DEPLOYMENT: Partial<Record<MessageCode, (message: Message) => string>> = {
  'instance.unit.failed': ({ instance, message }) => `${instance}: ${message}`,
  'balancer.target.keep-alive-too-short': ({ environment, data }) => `${environment}: ${String(data?.keepAliveSeconds)}`,
};

/** Commands of a build that say nothing about what it does, and take no time. */
const PREPARES = /^(?:export|cd|mkdir|set)\b/;

function placeOf({ environment, stage }: Message): string {
  return String(environment ?? stage);
}

/**
 * Returns a filter for the terminal's default output, without the repetitions of a deployment.
 *
 * @param isUpdated whether the terminal shows in place what builds are doing; otherwise each command that does something is shown when it begins
 */
export function briefly({ isUpdated }: { readonly isUpdated: boolean }): (message: Message) => boolean {
  const reported = new Set<string>();
  const failed = new Set<string>();
  const reportedInRun = new Set<string>();
  return (message) => {
    if (message.code === 'deployment.started') reported.clear();
    if (message.code === 'execution.started' || message.code === 'stage.retry') failed.clear();
    if (message.code === 'deployment.failed') failed.add(placeOf(message));
    // Its reason is that of the deployment, which was just shown.
    if (message.code === 'action.failed') return !failed.has(placeOf(message));
    // The same for every change set.
    if (message.code === 'environment.imitated-otherwise') return isFirst(reportedInRun, message.message);
    if (message.code === 'build.command') return !isUpdated && !PREPARES.test(String(message.data?.command));
    const key = ONCE_A_DEPLOYMENT[message.code]?.(message);
    if (key === undefined) return isBrief(message);
    return isFirst(reported, key);
  };
}

function isFirst(seen: Set<string>, key: string): boolean {
  return !seen.has(key) && seen.add(key) !== undefined;
}

function isBrief({ level, code, data }: Message): boolean {
  if (level === 'debug') return false;
  // The last event of a host is the one line that shows it is done.
  if (code === 'deployment.event.succeeded') return data?.event === 'AllowTraffic';
  // The states in between only matter if an instance gets stuck in one, which is reported separately.
  if (code === 'instance.lifecycle') return data?.lifecycle === 'InService' || data?.lifecycle === 'Terminated';
  // A new environment consists of additions only: their number is enough. Whatever changes or removes something is shown.
  if (code === 'change-set.change') return (data?.change as ResourceChange | undefined)?.action !== 'Add';
  return !DETAILS.includes(code);
}
