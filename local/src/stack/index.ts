export { resolveTemplate } from './resolve-template';
export { changeSet } from './change-set';
export { environmentSettings } from './read-environment-settings';
export type { PseudoParameters, ResolvedResource, ResolvedStack, ResolveError, ResolveOptions, ResolveResult } from './resolved-stack';
export type * from './environment-settings';
