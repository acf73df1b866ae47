/** The events that the agent gets for an instance behind a load balancer, in order. BlockTraffic and AllowTraffic are the service's own. */
export const DEFAULT_LIFECYCLE_EVENTS = [
  'BeforeBlockTraffic', 'AfterBlockTraffic', 'ApplicationStop', 'DownloadBundle', 'BeforeInstall', 'Install',
  'AfterInstall', 'ApplicationStart', 'ValidateService', 'BeforeAllowTraffic', 'AfterAllowTraffic',
] as const;

/** What the agent does itself; every other event only runs scripts. */
const UNSCRIPTED = ['DownloadBundle', 'Install'];

export const HOOKS: readonly string[] = DEFAULT_LIFECYCLE_EVENTS.filter((event) => !UNSCRIPTED.includes(event));

/** Events whose failure `ignoreApplicationStopFailures` passes over. */
export const STOP_EVENTS: readonly string[] = ['BeforeBlockTraffic', 'AfterBlockTraffic', 'ApplicationStop'];
