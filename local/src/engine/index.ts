export { Engine } from './engine';
export type { ExecutionEnd } from './executions';
export type { ApprovalPolicy } from './approval-desk';
