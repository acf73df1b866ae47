export { EndedRun } from './ended-run';
export { Engine } from './engine';
export type { ExecutionEnd } from './execution/executions';
export type { ApprovalPolicy } from './execution/approval-desk';
export { openEngine, type OpenEngineOptions } from './open-engine';
export { removeState } from './state/remove-state';
