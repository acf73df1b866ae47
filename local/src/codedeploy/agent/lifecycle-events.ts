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
