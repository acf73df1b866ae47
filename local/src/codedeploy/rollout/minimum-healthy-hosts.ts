import type { DeploymentConfig } from '../../model/deployment';

/** The number of hosts that must stay healthy. A percentage is rounded up. */
export function minimumHealthyHosts({ type, value }: DeploymentConfig['minimumHealthyHosts'], hosts: number): number {
  switch (type) {
    case 'MOST_CONCURRENCY': return Math.max(0, hosts - value);
    case 'HOST_COUNT': return value;
    case 'FLEET_PERCENT': return Math.ceil((hosts * value) / 100);
  }
}
