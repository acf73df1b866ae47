import type { DeploymentConfig } from './deployment';

/** The predefined configurations for EC2 instances. */
export const PREDEFINED_DEPLOYMENT_CONFIGS: readonly DeploymentConfig[] = [
  { name: 'CodeDeployDefault.OneAtATime', minimumHealthyHosts: { type: 'MOST_CONCURRENCY', value: 1 } },
  { name: 'CodeDeployDefault.HalfAtATime', minimumHealthyHosts: { type: 'FLEET_PERCENT', value: 50 } },
  { name: 'CodeDeployDefault.AllAtOnce', minimumHealthyHosts: { type: 'HOST_COUNT', value: 0 } },
];

/** CodeDeploy's default if a deployment group names none. */
export const DEFAULT_DEPLOYMENT_CONFIG = 'CodeDeployDefault.OneAtATime';
