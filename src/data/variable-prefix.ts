import type { Construct } from 'constructs';
import { misuse, requirePattern } from '../core/misuse';

/** The prefix of an attachment's variables also distinguishes its resources from those of another one. */
export function requireVariablePrefix(prop: string, variablePrefix: string, standard: string): void {
  requirePattern(`${prop}.variablePrefix`, variablePrefix, /^[A-Z][A-Z0-9_]*$/, 'must be capital letters, digits and underscores',
    `leave it out for \`${standard}\``);
}

/** `DATABASE` is the `Database`, `ORDERS` the `Orders`. */
export function constructId(variablePrefix: string): string {
  return variablePrefix.split('_').map((word) => word.charAt(0) + word.slice(1).toLowerCase()).join('');
}

/** Rejects a second attachment with the same prefix in an environment. */
export function requireFree(scope: Construct, environmentName: string, variablePrefix: string): void {
  if (!scope.node.tryFindChild(constructId(variablePrefix))) return;
  throw misuse(`environments.${environmentName}.uses`, 'must have databases and caches with different variable names', variablePrefix,
    'give one of them another `variablePrefix`');
}
