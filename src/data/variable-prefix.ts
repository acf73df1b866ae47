import { Stage } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { misuse, requirePattern } from '../core/misuse';

/** A database or a cache, while its environment is made. */
interface Taken {
  readonly variablePrefix: string;
  /** Where its constructs are, whose ids begin with its own. */
  readonly scope: Construct;
  /** Ids that were there before. */
  readonly before: ReadonlySet<string>;
}

/** Databases and caches by the ids of their constructs, for each environment. */
const taken = new WeakMap<Construct, Map<string, Taken>>();

/** The prefix of an attachment's variables also distinguishes its resources from those of another one. */
export function requireVariablePrefix(prop: string, variablePrefix: string, standard: string): void {
  requirePattern(`${prop}.variablePrefix`, variablePrefix, /^[A-Z][A-Z0-9_]*$/, 'must be capital letters, digits and underscores',
    `leave it out for \`${standard}\``);
}

/** `DATABASE` is the `Database`, `ORDERS` the `Orders`. */
export function constructId(variablePrefix: string): string {
  return variablePrefix.split('_').map((word) => word.charAt(0) + word.slice(1).toLowerCase()).join('');
}

/** Rejects a second attachment with the same prefix in an environment, and one whose resources would have the ids of other ones. */
export function requireFree(scope: Construct, environmentName: string, variablePrefix: string): void {
  const id = constructId(variablePrefix);
  const stage = Stage.of(scope)!;
  const ids = taken.get(stage) ?? new Map<string, Taken>();
  if (ids.has(id)) {
    throw misuse(`environments.${environmentName}.uses`, 'must have databases and caches with different variable names', variablePrefix,
      'give one of them another `variablePrefix`');
  }
  if (scope.node.tryFindChild(id)) throw clash(environmentName, variablePrefix);
  taken.set(stage, ids.set(id, { variablePrefix, scope, before: new Set(scope.node.children.map((child) => child.node.id)) }));
}

/** Makes an environment, and names the prefix if a part that is made later has the id of a database or a cache. */
export function withoutClash<T>(stage: Construct, environmentName: string, make: () => T): T {
  try {
    return make();
  } catch (error) {
    const prefix = prefixThatClashes([...taken.get(stage) ?? []], String(error));
    throw prefix === undefined ? error : clash(environmentName, prefix);
  }
}

/** An error about an id quotes it; the tree says whose it is. The last database or cache may itself have come upon the id of an earlier part. */
function prefixThatClashes(all: readonly (readonly [id: string, Taken])[], error: string): string | undefined {
  const quotedIds = [...error.matchAll(/'([^']+)'/g)].map(([, text]) => text);
  const owners = all.filter(([id, { scope, before }], index) => quotedIds.some((quoted) =>
    quoted.startsWith(id) && scope.node.tryFindChild(quoted) !== undefined && (index === all.length - 1 || !before.has(quoted))));
  // `OrdersArchive` is not that of `ORDERS` if there is `ORDERS_ARCHIVE`.
  return owners.sort(([one], [other]) => other.length - one.length)[0]?.[1].variablePrefix;
}

function clash(environmentName: string, variablePrefix: string): Error {
  return misuse(`environments.${environmentName}.uses`, 'must have no variable names that other parts of the environment have as ids', variablePrefix,
    'give the database or cache another `variablePrefix`');
}
