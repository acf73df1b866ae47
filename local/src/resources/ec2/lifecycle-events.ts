import type { DeploymentState } from '../../model/run-state';

const STOP_SIDE = ['BeforeBlockTraffic', 'BlockTraffic', 'AfterBlockTraffic'] as const;
const APPLICATION = ['ApplicationStop', 'DownloadBundle', 'BeforeInstall', 'Install', 'AfterInstall', 'ApplicationStart', 'ValidateService'] as const;
const START_SIDE = ['BeforeAllowTraffic', 'AllowTraffic', 'AfterAllowTraffic'] as const;

export type LifecycleEventName = (typeof STOP_SIDE | typeof APPLICATION | typeof START_SIDE)[number];

/** The events of a deployment in CodeDeploy's order; traffic events only with a load balancer. */
export function lifecycleEvents(creator: DeploymentState['creator'], trafficControl: boolean): readonly LifecycleEventName[] {
  if (!trafficControl) return APPLICATION;
  // An instance that was just launched has no traffic to block.
  return creator === 'autoscaling' ? [...APPLICATION, ...START_SIDE] : [...STOP_SIDE, ...APPLICATION, ...START_SIDE];
}

/** The events for an instance that leaves the fleet, if the deployment group has a termination hook. */
export function terminationEvents(trafficControl: boolean): readonly LifecycleEventName[] {
  return trafficControl ? [...STOP_SIDE, 'ApplicationStop'] : ['ApplicationStop'];
}
