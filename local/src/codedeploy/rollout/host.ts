import type { DeploymentConfig } from '../../model/deployment';

export type HostId = string;

/** What CodeDeploy knows of an instance before a deployment. */
export interface RolloutHost {
  readonly id: HostId;
  readonly zone: string;
  /** Whether the last deployment to it succeeded; an instance that never had one, or is stopped, is unhealthy. */
  readonly health: 'healthy' | 'unhealthy';
  /** Its revision, compared with the one of the deployment group's last successful deployment. */
  readonly revision: 'unknown' | 'old' | 'current';
}

/** What a deployment has done to a host so far. */
export type Progress = 'waiting' | 'started' | 'succeeded' | 'failed';

export type ZonalConfig = NonNullable<DeploymentConfig['zonal']>;

/** CodeDeploy's order. Within a class AWS leaves it open; here it is the given one, so that a prediction can be repeated. */
export function inDeploymentOrder(hosts: readonly RolloutHost[]): RolloutHost[] {
  return [...hosts].sort((a, b) => rank(a) - rank(b));
}

function rank({ health, revision }: RolloutHost): number {
  return health === 'unhealthy' ? 0 : 1 + ['unknown', 'old', 'current'].indexOf(revision);
}

/** How a deployment leaves a host. Hosts that were not attempted keep what they had. */
export function hostAfter(host: RolloutHost, progress: Progress, deploymentSucceeded: boolean): RolloutHost {
  if (progress !== 'succeeded' && progress !== 'failed') return host;
  return { ...host, health: progress === 'succeeded' ? 'healthy' : 'unhealthy', revision: revisionAfter(host, progress, deploymentSucceeded) };
}

function revisionAfter({ revision }: RolloutHost, progress: 'succeeded' | 'failed', deploymentSucceeded: boolean): RolloutHost['revision'] {
  // The group keeps its revision when the deployment fails: a host that was touched then has neither it nor an older one for sure.
  if (!deploymentSucceeded) return 'unknown';
  if (progress === 'succeeded') return 'current';
  return revision === 'current' ? 'unknown' : revision;
}
