import { at, entriesOf, stringAt } from '../../../assembly/json';
import { textOf } from '../../../assembly/text';
import type { Severity } from '../../finding';
import { ACTION_TYPES } from '../action-types';
import { actionsOf, PIPELINE, type ActionView } from '../action-view';
import { resourceRule, type Problem, type Rule } from '../rule';

/** A problem of an action. */
type ActionProblem = Omit<Problem, 'logicalId' | 'path'> & { readonly below?: string };

const CATEGORIES = ['Source', 'Build', 'Test', 'Deploy', 'Approval', 'Invoke', 'Compute'];

/** For approvals, the documentation mentions the limit, but the API reference does not. */
const LONGEST_1000: readonly (readonly [provider: string, key: string, severity: Severity])[] = [
  ['Lambda', 'UserParameters', 'error'],
  ['Manual', 'CustomData', 'warning'],
];

/** Checks each action on its own: its type must exist, and its configuration must be complete. */
export const PIPELINE_ACTION_RULES: readonly Rule[] = [
  actionRule('action.category', actionCategory),
  actionRule('action.version', actionVersion),
  actionRule('action.configuration', actionConfiguration),
  actionRule('action.artifact-count', artifactCount),
  actionRule('action.codebuild', codebuild),
  actionRule('action.connection', connection),
];

function* actionCategory({ category, owner, provider }: ActionView): Iterable<ActionProblem> {
  if (!['AWS', 'ThirdParty', 'Custom'].includes(owner)) {
    yield { below: 'ActionTypeId.Owner', message: 'an owner must be AWS, ThirdParty or Custom', value: owner, fix: 'write AWS' };
  }
  if (owner !== 'AWS' || !CATEGORIES.includes(category)) return;
  if (!Object.hasOwn(ACTION_TYPES, provider)) {
    yield {
      below: 'ActionTypeId.Provider',
      message: 'AWS has no such provider',
      value: provider,
      fix: `write one of ${Object.keys(ACTION_TYPES).join(', ')}`,
      severity: 'warning',
    };
  } else if (!ACTION_TYPES[provider].categories.includes(category)) {
    const { categories } = ACTION_TYPES[provider];
    yield {
      below: 'ActionTypeId.Category',
      message: `provider ${provider} is in the category ${categories.join(' or ')}`,
      value: category,
      fix: `write ${categories[0]}`,
    };
  }
}

function* actionVersion({ owner, raw }: ActionView): Iterable<ActionProblem> {
  const version = at(raw, 'ActionTypeId', 'Version');
  if (owner === 'AWS' && textOf(version) !== '1') {
    yield {
      below: 'ActionTypeId.Version',
      message: "version must be '1', the only one of AWS's actions",
      value: version,
      fix: "write '1'",
    };
  }
}

function* actionConfiguration({ owner, provider, configuration }: ActionView): Iterable<ActionProblem> {
  for (const [key, severity] of LONGEST_1000.filter(([of]) => of === provider).map(([, ...rest]) => rest)) {
    const value = configuration[key];
    if (typeof value !== 'string' || value.length <= 1000) continue;
    yield { below: `Configuration.${key}`, message: `may have at most 1000 characters, and has ${value.length}`, value, fix: 'shorten it', severity };
  }
  const type = owner === 'AWS' && Object.hasOwn(ACTION_TYPES, provider) ? ACTION_TYPES[provider] : undefined;
  if (!type) return;
  for (const key of type.required.filter((name) => textOf(configuration[name]) === '')) {
    yield { below: 'Configuration', message: `${provider} needs ${key}`, fix: `set ${key}` };
  }
  if (!type.optional) return;
  const known = [...type.required, ...type.optional];
  for (const [key] of entriesOf(configuration).filter(([name]) => !known.includes(name))) {
    yield {
      below: `Configuration.${key}`,
      message: `${provider} has no such setting`,
      value: key,
      fix: `use one of ${known.join(', ') || 'none'}`,
    };
  }
}

function* artifactCount({ owner, provider, category, inputs, outputs }: ActionView): Iterable<ActionProblem> {
  const type = owner === 'AWS' && Object.hasOwn(ACTION_TYPES, provider) ? ACTION_TYPES[provider] : undefined;
  if (!type) return;
  const ranges = provider === 'S3' ? s3Ranges(category) : type;
  for (const [names, kind, [least, most]] of [
    [inputs, 'input', ranges.inputs],
    [outputs, 'output', ranges.outputs],
  ] as const) {
    if (names.length >= least && names.length <= most) continue;
    const range = least === most ? `${least}` : `${least} to ${most}`;
    yield {
      below: kind === 'input' ? 'InputArtifacts' : 'OutputArtifacts',
      message: `${provider} needs ${range} ${kind} artifacts`,
      value: names.length,
      fix: names.length < least ? 'add the missing ones' : 'remove the superfluous ones',
    };
  }
}

function* codebuild({ provider, configuration, inputs, outputs }: ActionView): Iterable<ActionProblem> {
  if (provider !== 'CodeBuild') return;
  const primary = textOf(configuration.PrimarySource);
  if (inputs.length > 1 && primary === '') {
    yield {
      below: 'Configuration.PrimarySource',
      message: 'a build with several inputs must name the one with the buildspec',
      value: inputs.join(', '),
      fix: 'set PrimarySource',
    };
  }
  if (primary !== '' && !inputs.includes(primary)) {
    yield {
      below: 'Configuration.PrimarySource',
      message: 'the primary source must be an input artifact',
      value: primary,
      fix: `name one of ${inputs.join(', ')}`,
    };
  }
  if (outputs.some((name) => inputs.includes(name))) {
    yield {
      below: 'OutputArtifacts',
      message: 'an output artifact must not have the name of an input',
      value: outputs.join(', '),
      fix: 'rename it',
    };
  }
  const variables = configuration.EnvironmentVariables;
  if (typeof variables === 'string' && !isVariableList(variables)) {
    yield {
      below: 'Configuration.EnvironmentVariables',
      message: 'environment variables must be a JSON list of {"name", "value", "type"}',
      value: variables,
      fix: 'write such a list',
    };
  }
}

function* connection({ provider, configuration }: ActionView): Iterable<ActionProblem> {
  if (provider !== 'CodeStarSourceConnection') return;
  const { ConnectionArn: arn, FullRepositoryId: repository } = configuration;
  if (typeof arn === 'string' && !/^arn:aws[a-z-]*:(codeconnections|codestar-connections):[a-z0-9-]+:\d{12}:connection\/.+$/.test(arn)) {
    yield {
      below: 'Configuration.ConnectionArn',
      message: 'must be the ARN of a connection',
      value: arn,
      fix: 'copy it from the console: arn:aws:codeconnections:REGION:ACCOUNT:connection/ID',
    };
  }
  if (typeof repository === 'string' && !/^[^/\s]+(\/[^/\s]+)+$/.test(repository)) {
    yield { below: 'Configuration.FullRepositoryId', message: 'must be owner/repository', value: repository, fix: 'write both parts' };
  }
  const format = stringAt(configuration, 'OutputArtifactFormat');
  if (format !== undefined && !['CODE_ZIP', 'CODEBUILD_CLONE_REF'].includes(format)) {
    yield {
      below: 'Configuration.OutputArtifactFormat',
      message: 'must be CODE_ZIP or CODEBUILD_CLONE_REF',
      value: format,
      fix: 'write CODE_ZIP',
    };
  }
}

function s3Ranges(category: string): { readonly inputs: readonly [number, number]; readonly outputs: readonly [number, number] } {
  return category === 'Source' ? { inputs: [0, 0], outputs: [1, 1] } : { inputs: [1, 1], outputs: [0, 0] };
}

function isVariableList(text: string): boolean {
  try {
    const list: unknown = JSON.parse(text);
    return Array.isArray(list) && list.every((each) => typeof each === 'object' && each !== null && 'name' in each && 'value' in each);
  } catch {
    return false;
  }
}

function actionRule(id: string, check: (action: ActionView) => Iterable<ActionProblem>): Rule {
  return resourceRule(id, PIPELINE, function* (node) {
    for (const action of actionsOf(node)) {
      for (const { below, ...problem } of check(action)) {
        yield { path: below === undefined ? action.path : `${action.path}.${below}`, ...problem };
      }
    }
  });
}
