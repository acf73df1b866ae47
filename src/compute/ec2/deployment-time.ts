import type { Duration } from 'aws-cdk-lib';

/** A target that comes back serves after one passed health check, which the target group makes every 10 seconds. */
const HEALTH_CHECK_SECONDS = 10;

export interface DeploymentTime {
  /** How often hosts leave the load balancer. */
  readonly rounds: number;
  readonly hosts: number;
  /** How long requests in flight may take at most. */
  readonly drain: Duration;
  /** How long CodeDeploy watches zones before it goes on, as people read it. */
  readonly watching?: string;
}

/** How long a deployment takes, so that nobody learns it from the first one. */
export function deploymentTime(stackName: string, { rounds, hosts, drain, watching }: DeploymentTime): string {
  const seconds = drain.toSeconds() + HEALTH_CHECK_SECONDS;
  return `a deployment to the ${counted(hosts, 'host')} of ${stackName} takes ${counted(rounds, 'round')} of at most ${seconds} s`
    + ` (${drain.toSeconds()} s until requests in flight have ended, ${HEALTH_CHECK_SECONDS} s until the load balancer sends new ones)`
    + `${watching === undefined ? '' : `, ${watching}`} and the time of its hook scripts`;
}

function counted(count: number, what: string): string {
  return `${count} ${what}${count === 1 ? '' : 's'}`;
}
