import type { AppSpec } from './appspec/app-spec';
import { RubyError } from '../../yaml/ruby/error';
import { inspect } from '../../yaml/ruby/format';
import type { RubyValue } from '../../yaml/ruby/value';

/**
 * The events that the agent receives for an instance behind a load balancer, in order. The service handles BlockTraffic and AllowTraffic
 * itself.
 */
export const DEFAULT_LIFECYCLE_EVENTS = [
  'BeforeBlockTraffic', 'AfterBlockTraffic', 'ApplicationStop', 'DownloadBundle', 'BeforeInstall', 'Install',
  'AfterInstall', 'ApplicationStart', 'ValidateService', 'BeforeAllowTraffic', 'AfterAllowTraffic',
] as const;

/** The events that only run scripts, in the agent's own order. */
export const HOOKS: readonly string[] = [
  'BeforeBlockTraffic', 'AfterBlockTraffic', 'ApplicationStop', 'BeforeInstall', 'AfterInstall', 'ApplicationStart',
  'BeforeAllowTraffic', 'AfterAllowTraffic', 'ValidateService',
];

/** Events whose failure `ignoreApplicationStopFailures` ignores. */
export const STOP_EVENTS: readonly string[] = ['BeforeBlockTraffic', 'AfterBlockTraffic', 'ApplicationStop'];

/** Rejects hooks unknown to the deployment, and custom events without a hook. */
export function assertKnownHooks({ hooks }: AppSpec, allPossible: readonly string[], fileName: string): void {
  const possible = new Set<RubyValue>(allPossible);
  const expected = [...new Set<RubyValue>([...hooks.keys(), ...HOOKS])];
  const unknown = expected.filter((hook) => !possible.has(hook));
  if (unknown.length > 0) throw new RubyError('ArgumentError', `${fileName} file contains unknown lifecycle events: ${inspect(unknown)}`);
  const builtIn: readonly string[] = DEFAULT_LIFECYCLE_EVENTS;
  const unanswered = allPossible.filter((event) => !builtIn.includes(event) && !expected.includes(event));
  if (unanswered.length > 0) {
    throw new RubyError(
      'ArgumentError',
      `You specified a lifecycle event which is not a default one and doesn't exist in your ${fileName} file: ${unanswered.join(',')}`,
    );
  }
}
