import type { AppSpec } from './appspec/app-spec';
import { RubyError } from '../../yaml/ruby/error';
import { inspect } from '../../yaml/ruby/format';
import type { RubyValue } from '../../yaml/ruby/value';

/** The events that the agent gets for an instance behind a load balancer, in order. BlockTraffic and AllowTraffic are the service's own. */
export const DEFAULT_LIFECYCLE_EVENTS = [
  'BeforeBlockTraffic', 'AfterBlockTraffic', 'ApplicationStop', 'DownloadBundle', 'BeforeInstall', 'Install',
  'AfterInstall', 'ApplicationStart', 'ValidateService', 'BeforeAllowTraffic', 'AfterAllowTraffic',
] as const;

/** The events that only run scripts, in the order in which the agent lists them. */
export const HOOKS: readonly string[] = [
  'BeforeBlockTraffic', 'AfterBlockTraffic', 'ApplicationStop', 'BeforeInstall', 'AfterInstall', 'ApplicationStart',
  'BeforeAllowTraffic', 'AfterAllowTraffic', 'ValidateService',
];

/** Events whose failure `ignoreApplicationStopFailures` passes over. */
export const STOP_EVENTS: readonly string[] = ['BeforeBlockTraffic', 'AfterBlockTraffic', 'ApplicationStop'];

/** Refuses hooks that the deployment does not know, and events of its own that no hook answers. */
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
