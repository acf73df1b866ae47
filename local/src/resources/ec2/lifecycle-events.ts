import type { DeploymentState } from '../../model/run-state';

const STOP_SIDE = ['BeforeBlockTraffic', 'BlockTraffic', 'AfterBlockTraffic'] as const;
const APPLICATION = ['ApplicationStop', 'DownloadBundle', 'BeforeInstall', 'Install', 'AfterInstall', 'ApplicationStart', 'ValidateService'] as const;
const START_SIDE = ['BeforeAllowTraffic', 'AllowTraffic', 'AfterAllowTraffic'] as const;

export type LifecycleEventName = (typeof STOP_SIDE | typeof APPLICATION | typeof START_SIDE)[number];

/** Which events a deployment has, in CodeDeploy's order; the traffic events only with a load balancer. */
export function lifecycleEvents(creator: DeploymentState['creator'], trafficControl: boolean): readonly LifecycleEventName[] {
  if (!trafficControl) return APPLICATION;
  // An instance that was just launched has no traffic that could be blocked.
  return creator === 'autoscaling' ? [...APPLICATION, ...START_SIDE] : [...STOP_SIDE, ...APPLICATION, ...START_SIDE];
}

/** An instance that leaves the fleet, where the deployment group has a termination hook. */
export function terminationEvents(trafficControl: boolean): readonly LifecycleEventName[] {
  return trafficControl ? [...STOP_SIDE, 'ApplicationStop'] : ['ApplicationStop'];
}
