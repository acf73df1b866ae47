export { parseDeploymentConfig, parseMinimum, predefinedDeploymentConfig } from './deployment-config';
export type { RolloutHost } from './host';
export { newDeploymentId } from './deployment-id';
export { Rollout } from './rollout';
export { simulateRollout } from './simulation';
export type { Assumptions, Prediction } from './simulation';
