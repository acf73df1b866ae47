export { resolveTemplate } from './resolve-template';
export { changeSet } from './change-set';
export { onlyResource } from './only-resource';
export { Unresolvable } from './unresolvable';
export { availabilityZones } from './availability-zones';
export { dynamicReference, type DynamicReference } from './placeholders';
export type { ResolvedResource, ResolvedStack, ResolveOptions, ResolveResult } from './resolved-stack';
