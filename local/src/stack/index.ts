export { resolveTemplate } from './resolve-template';
export { changeSet } from './change-set';
export { environmentSettings } from './read-environment-settings';
export type { PseudoParameters, ResolvedResource, ResolvedStack, ResolveError, ResolveOptions, ResolveResult } from './resolved-stack';
export { matchesPattern, type EventRuleSettings } from './event-rules';
export type { StateMachineSettings } from './state-machine-settings';
export type { State, StateMachineDefinition } from './states-language';
export type * from './environment-settings';
