export { Engine } from './engine';
export type { ExecutionEnd } from './executions';
export type { ApprovalPolicy } from './approval-desk';
export { openEngine, type OpenEngineOptions } from './open-engine';
