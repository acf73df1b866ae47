import table from '../iam-actions.json';
import { matches, policyStatements, type Statement } from '../iam-view';
import { resourceRule, type Problem, type Rule, type ResourceProblem } from '../rule';
import { similarTo } from '../similar';
import type { Node } from '../template-graph';

/**
 * Actions of the services that a web environment and its delivery use, in small letters.
 * Made by `npx projen tables:services` from a daily copy of the service authorization reference (docs/decisions/0043).
 */
const SERVICES: Readonly<Record<string, readonly string[]>> = table.services;
const HOLDERS = ['AWS::IAM::Role', 'AWS::IAM::Policy', 'AWS::IAM::ManagedPolicy', 'AWS::IAM::RolePolicy', 'AWS::IAM::User', 'AWS::IAM::Group'];

/**
 * IAM takes an action that does not exist, and it allows nothing: whoever needs the one that was meant is refused at run time,
 * and nobody may need it.
 */
export const IAM_ACTION_RULES: readonly Rule[] = [
  resourceRule('iam.unknown-action', HOLDERS, unknownAction, 'warning'),
];

function* unknownAction(node: Node): Iterable<ResourceProblem> {
  for (const statement of policyStatements(node)) yield* unknownActions(statement);
}

function* unknownActions({ actions, notActions, path }: Statement): Iterable<Omit<Problem, 'logicalId'>> {
  for (const action of [...actions, ...notActions]) {
    const known = actionsOf(action);
    const name = action.slice(action.indexOf(':') + 1).toLowerCase();
    if (!known || known.has(name) || (/[*?]/.test(name) && [...known].some((each) => matches(name, each)))) continue;
    const meant = similarTo(name, [...known]);
    yield {
      path: `${path}.Action`,
      message: 'the service has no such action, so it allows nothing',
      value: action,
      fix: meant === undefined ? 'write one of the service authorization reference' : `write ${meant} (in any letter case)`,
    };
  }
}

const read = new Map<string, ReadonlySet<string>>();

/** Of the service that an action names; undefined where the table does not have it, or a function makes the name. */
function actionsOf(action: string): ReadonlySet<string> | undefined {
  const service = action.slice(0, Math.max(0, action.indexOf(':'))).toLowerCase();
  if (action.includes('${') || !Object.hasOwn(SERVICES, service)) return undefined;
  const known = read.get(service) ?? new Set(SERVICES[service].flatMap((line) => line.split(' ')));
  read.set(service, known);
  return known;
}
