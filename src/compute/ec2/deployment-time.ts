import type { Duration } from 'aws-cdk-lib';

/** A host that returns serves after one passed health check; the target group checks every 10 seconds. */
const HEALTH_CHECK_SECONDS = 10;

export interface DeploymentTime {
  /** How many rounds a deployment to all hosts takes. */
  readonly rounds: number;
  readonly hosts: number;
  /** How long a host may finish its requests. */
  readonly drain: Duration;
  /** How long CodeDeploy monitors zones, in words. */
  readonly watching?: string;
}

/** Estimate of a deployment's duration, printed at synthesis. */
export function deploymentTime(stackName: string, { rounds, hosts, drain, watching }: DeploymentTime): string {
  const seconds = drain.toSeconds() + HEALTH_CHECK_SECONDS;
  return `a deployment to the ${counted(hosts, 'host')} of ${stackName} takes ${counted(rounds, 'round')} of at most ${seconds} s`
    + ` (${drain.toSeconds()} s until requests in flight have ended, ${HEALTH_CHECK_SECONDS} s until the load balancer sends new ones)`
    + `${watching === undefined ? '' : `, ${watching}`} and the time of its hook scripts`;
}

function counted(count: number, what: string): string {
  return `${count} ${what}${count === 1 ? '' : 's'}`;
}
