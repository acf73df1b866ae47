import type { ResolvedResource, ResolvedStack } from './resolved-stack';
import { Unresolvable } from './unresolvable';

/** The only matching resource of a type; `consequence` completes the error if there is none. */
export function onlyResource(
  stack: ResolvedStack, type: string, matches: (resource: ResolvedResource) => boolean, consequence: string,
): ResolvedResource {
  const found = Object.values(stack.resources).filter((resource) => resource.type === type && matches(resource));
  if (found.length === 0) throw new Unresolvable(`has no matching ${type}: ${consequence}`);
  if (found.length > 1) {
    throw new Unresolvable(`has more than one matching ${type}: ${found.map((each) => each.logicalId).join(', ')}; only one can run locally`);
  }
  return found[0];
}
