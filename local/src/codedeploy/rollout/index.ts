export { parseDeploymentConfig, parseMinimum, predefinedDeploymentConfig } from './deployment-config';
export type { RolloutHost } from './host';
export { Rollout } from './rollout';
;
export { simulateRollout } from './simulation';
export type { Assumptions, Prediction } from './simulation';
