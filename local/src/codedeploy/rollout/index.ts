export { parseDeploymentConfig, parseMinimum, predefinedDeploymentConfig } from './deployment-config';
export type { HostId, RolloutHost } from './host';
export { Rollout } from './rollout';
export type { RolloutErrorCode, RolloutState, StopReason } from './rollout';
export { simulateRollout } from './simulation';
export type { Assumptions, Prediction } from './simulation';
