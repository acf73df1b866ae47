import table from '../iam-actions.json';
import { matches, policyStatements, type Statement } from '../iam-view';
import { resourceRule, type Problem, type Rule } from '../rule';
import { similarTo } from '../similar';

/** Actions of the services that a web environment and its delivery use, in small letters: cfn-lint's copy of the service authorization reference. */
const SERVICES: Readonly<Record<string, readonly string[]>> = table;
const HOLDERS = ['AWS::IAM::Role', 'AWS::IAM::Policy', 'AWS::IAM::ManagedPolicy', 'AWS::IAM::RolePolicy', 'AWS::IAM::User', 'AWS::IAM::Group'];

/**
 * IAM takes an action that does not exist, and it allows nothing: whoever needs the one that was meant is refused at run time,
 * and nobody may need it.
 */
export const IAM_ACTION_RULES: readonly Rule[] = [
  resourceRule('iam.unknown-action', HOLDERS, function* (node) {
    for (const statement of policyStatements(node)) yield* unknownActions(statement);
  }, 'warning'),
];

function* unknownActions({ actions, notActions, path }: Statement): Iterable<Omit<Problem, 'logicalId'>> {
  for (const action of [...actions, ...notActions]) {
    const known = actionsOf(action);
    if (!known || known.some((each) => matches(action.slice(action.indexOf(':') + 1), each))) continue;
    const meant = similarTo(action.slice(action.indexOf(':') + 1).toLowerCase(), known);
    yield {
      path: `${path}.Action`,
      message: 'the service has no such action, so it allows nothing',
      value: action,
      fix: meant === undefined ? 'write one of the service authorization reference' : `write ${meant} (in any letter case)`,
    };
  }
}

/** Of the service that an action names; undefined where the table does not have it, or a function makes the name. */
function actionsOf(action: string): readonly string[] | undefined {
  const service = action.slice(0, Math.max(0, action.indexOf(':'))).toLowerCase();
  if (action.includes('${') || !Object.hasOwn(SERVICES, service)) return undefined;
  return SERVICES[service].flatMap((line) => line.split(' '));
}
