import type { DeploymentConfig } from '../../model/deployment';

export type HostId = string;

/** What CodeDeploy knows about an instance before a deployment. */
export interface RolloutHost {
  readonly id: HostId;
  readonly zone: string;
  /** Whether the last deployment to it succeeded; an instance that never had one, or is stopped, is unhealthy. */
  readonly health: 'healthy' | 'unhealthy';
  /** Its revision relative to the deployment group's last successful deployment. */
  readonly revision: 'unknown' | 'old' | 'current';
}

/** A host's progress in a deployment. */
export type Progress = 'waiting' | 'started' | 'succeeded' | 'failed';

export type ZonalConfig = NonNullable<DeploymentConfig['zonal']>;

/** CodeDeploy's order. AWS does not specify the order within a class; here it is the given one, so that predictions are reproducible. */
export function inDeploymentOrder(hosts: readonly RolloutHost[]): RolloutHost[] {
  return [...hosts].sort((a, b) => rank(a) - rank(b));
}

function rank({ health, revision }: RolloutHost): number {
  return health === 'unhealthy' ? 0 : 1 + ['unknown', 'old', 'current'].indexOf(revision);
}

/** The state of a host after a deployment. Hosts that were not attempted are unchanged. */
export function hostAfter(host: RolloutHost, progress: Progress, deploymentSucceeded: boolean): RolloutHost {
  if (progress !== 'succeeded' && progress !== 'failed') return host;
  return { ...host, health: progress === 'succeeded' ? 'healthy' : 'unhealthy', revision: revisionAfter(host, progress, deploymentSucceeded) };
}

function revisionAfter({ revision }: RolloutHost, progress: 'succeeded' | 'failed', deploymentSucceeded: boolean): RolloutHost['revision'] {
  // When the deployment fails, the group's revision is still the previous one, and nothing certain is known about a host that was attempted.
  if (!deploymentSucceeded) return 'unknown';
  if (progress === 'succeeded') return 'current';
  return revision === 'current' ? 'unknown' : revision;
}
