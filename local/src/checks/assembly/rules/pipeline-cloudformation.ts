import { logicalIdOf, textOf } from '../../../assembly/text';
import { actionName, actionsOf, PIPELINE, runsBefore, type ActionView } from '../action-view';
import { resourceRule, type Problem, type Rule, type Subject } from '../rule';
import type { Node, TemplateGraph } from '../template-graph';

type CloudFormationProblem = Omit<Problem, 'logicalId' | 'path'> & { readonly key: string };

const MODES = ['CREATE_UPDATE', 'DELETE_ONLY', 'REPLACE_ON_FAILURE', 'CHANGE_SET_REPLACE', 'CHANGE_SET_EXECUTE'];
const CAPABILITIES = ['CAPABILITY_IAM', 'CAPABILITY_NAMED_IAM', 'CAPABILITY_AUTO_EXPAND'];
/** @see https://docs.aws.amazon.com/codepipeline/latest/userguide/limits.html */
const MOST_OVERRIDES = 1024;
const NAMED_IAM: Readonly<Record<string, string>> = {
  'AWS::IAM::Role': 'RoleName',
  'AWS::IAM::ManagedPolicy': 'ManagedPolicyName',
  'AWS::IAM::InstanceProfile': 'InstanceProfileName',
  'AWS::IAM::User': 'UserName',
  'AWS::IAM::Group': 'GroupName',
};

/** CloudFormation actions: mode, role, change set, template, capabilities and parameters. */
export const PIPELINE_CLOUDFORMATION_RULES: readonly Rule[] = [
  cloudFormationRule('action.cloudformation-mode', cloudformationMode),
  cloudFormationRule('action.cloudformation-role', cloudformationRole),
  cloudFormationRule('action.change-set-name', changeSetName),
  cloudFormationRule('action.change-set-order', changeSetOrder),
  cloudFormationRule('action.template-path', templatePath),
  cloudFormationRule('action.capabilities', capabilities),
  cloudFormationRule('action.parameter-overrides', parameterOverrides),
  cloudFormationRule('action.stack-name', actionStackName),
];

function* cloudformationMode({ configuration }: ActionView): Iterable<CloudFormationProblem> {
  const mode = configuration.ActionMode;
  if (typeof mode === 'string' && !MODES.includes(mode)) {
    yield {
      key: 'ActionMode',
      message: `an action mode must be one of ${MODES.join(', ')}`,
      value: mode,
      fix: 'name one of them',
    };
  }
}

function* cloudformationRole({ configuration }: ActionView): Iterable<CloudFormationProblem> {
  if (configuration.ActionMode !== 'CHANGE_SET_EXECUTE' && textOf(configuration.RoleArn) === '') {
    yield {
      key: 'RoleArn',
      message: 'CloudFormation needs a role',
      fix: 'set RoleArn to a role that may create the resources in the template',
    };
  }
}

function* changeSetName({ configuration }: ActionView): Iterable<CloudFormationProblem> {
  if (String(configuration.ActionMode).startsWith('CHANGE_SET_') && textOf(configuration.ChangeSetName) === '') {
    yield { key: 'ChangeSetName', message: `${textOf(configuration.ActionMode)} needs the name of the change set`, fix: 'set ChangeSetName' };
  }
}

function* changeSetOrder(action: ActionView, { actions }: Around): Iterable<CloudFormationProblem> {
  const { configuration } = action;
  if (configuration.ActionMode !== 'CHANGE_SET_EXECUTE') return;
  const matching = actions.filter(
    (other) =>
      other.configuration.ActionMode === 'CHANGE_SET_REPLACE' &&
      ['ChangeSetName', 'StackName'].every((key) => textOf(other.configuration[key]) === textOf(configuration[key])),
  );
  if (matching.some((other) => runsBefore(other, action))) return;
  const why =
    matching.length > 0
      ? `${matching.map(actionName).join(', ')} does not run before ${actionName(action)}`
      : 'no action of the pipeline creates it';
  yield {
    key: 'ChangeSetName',
    message: `a change set must be created for the same stack before it is executed: ${why}`,
    value: `${textOf(configuration.ChangeSetName)} of ${textOf(configuration.StackName)}`,
    fix: 'give both actions the same StackName and ChangeSetName, and the first the lower run order',
  };
}

function* templatePath({ configuration, inputs }: ActionView, { subject }: Around): Iterable<CloudFormationProblem> {
  const needed = !['CHANGE_SET_EXECUTE', 'DELETE_ONLY'].includes(String(configuration.ActionMode));
  for (const key of ['TemplatePath', 'TemplateConfiguration']) {
    const value = configuration[key];
    if (value === undefined) {
      if (needed && key === 'TemplatePath') {
        yield {
          key,
          message: 'the action must name its template',
          fix: 'set TemplatePath to ARTIFACT::path',
        };
      }
      continue;
    }
    if (subject.graph.isOpen(value)) continue;
    const [artifact, path] = textOf(value).split('::');
    if (path === undefined || path === '') {
      yield { key, message: 'must be ARTIFACT::path', value, fix: 'write the artifact and the path in it' };
    } else if (!inputs.includes(artifact)) {
      yield {
        key,
        message: `the artifact must be an input of the action (${inputs.join(', ') || 'it has none'})`,
        value,
        fix: `add ${artifact} to InputArtifacts`,
      };
    } else if (key === 'TemplatePath' && isAssembly(artifact, subject) && !subject.hasTemplate(path)) {
      yield { key, message: 'the template is not in the cloud assembly', value, fix: 'name a template of the assembly, relative to its root' };
    }
  }
}

function* capabilities({ configuration }: ActionView, { template }: Around): Iterable<CloudFormationProblem> {
  const given = textOf(configuration.Capabilities)
    .split(',')
    .map((name) => name.trim())
    .filter(Boolean);
  const unknown = given.find((name) => !CAPABILITIES.includes(name) && !name.startsWith('${'));
  if (unknown !== undefined) {
    yield {
      key: 'Capabilities',
      message: `a capability must be one of ${CAPABILITIES.join(', ')}`,
      value: unknown,
      fix: 'name one of them',
    };
  }
  const needed = template && neededCapability(template.nodes);
  if (needed && !given.some((name) => name.startsWith('${')) && !given.includes('CAPABILITY_NAMED_IAM') && !given.includes(needed)) {
    yield {
      key: 'Capabilities',
      message: `the template ${template.path} has IAM resources and needs ${needed}`,
      value: given.join(',') || undefined,
      fix: `add ${needed}`,
    };
  }
}

function* parameterOverrides({ configuration }: ActionView, { template }: Around): Iterable<CloudFormationProblem> {
  if (logicalIdOf(configuration.ParameterOverrides) !== undefined) return;
  const overrides = parseOverrides(textOf(configuration.ParameterOverrides));
  if (overrides === undefined) {
    yield {
      key: 'ParameterOverrides',
      message: 'must be a JSON object of parameter names and values',
      value: configuration.ParameterOverrides,
      fix: 'write such an object',
    };
    return;
  }
  const size = Buffer.byteLength(withoutReferences(textOf(configuration.ParameterOverrides)));
  if (size > MOST_OVERRIDES) {
    yield {
      key: 'ParameterOverrides',
      message: `may have at most ${MOST_OVERRIDES} bytes, and has ${size} without the values of its references`,
      fix: 'shorten the values, or use TemplateConfiguration',
    };
  }
  if (!template) return;
  const parameters = template.template.parameters;
  const stranger = overrides.find((name) => !Object.hasOwn(parameters, name));
  if (stranger !== undefined) {
    yield {
      key: 'ParameterOverrides',
      message: `the template ${template.path} has no such parameter (${Object.keys(parameters).join(', ') || 'it has none'})`,
      value: stranger,
      fix: 'remove it, or correct its name',
    };
  }
  if (configuration.TemplateConfiguration !== undefined) return;
  const missing = Object.entries(parameters).find(([name, { Default: value }]) => value === undefined && !overrides.includes(name));
  if (missing) {
    yield {
      key: 'ParameterOverrides',
      message: `the template ${template.path} has a parameter without a default, which the action does not set`,
      value: missing[0],
      fix: `add ${missing[0]}`,
    };
  }
}

function* actionStackName({ configuration }: ActionView, { template }: Around): Iterable<CloudFormationProblem> {
  const name = configuration.StackName;
  if (typeof name !== 'string') return;
  if (!/^[A-Za-z][A-Za-z0-9-]{0,127}$/.test(name)) {
    yield {
      key: 'StackName',
      message: 'a stack name must be 1 to 128 letters, digits and hyphens, starting with a letter',
      value: name,
      fix: 'choose such a name',
    };
  } else if (template && template.stackName !== name) {
    yield {
      key: 'StackName',
      message: `the template ${template.path} belongs to the stack ${template.stackName}`,
      value: name,
      fix: `write ${template.stackName}`,
    };
  }
}

/** The literal part of a text: values of references are not known yet. */
function withoutReferences(text: string): string {
  return text.replace(/\$\{[^}]*\}/g, '');
}

interface Around {
  readonly subject: Subject;
  readonly actions: readonly ActionView[];
  /** The template that the action deploys, if it is in the assembly. */
  readonly template?: TemplateGraph;
}

function cloudFormationRule(id: string, check: (action: ActionView, around: Around) => Iterable<CloudFormationProblem>): Rule {
  return resourceRule(id, PIPELINE, function* (node, subject) {
    const actions = actionsOf(node);
    for (const action of actions.filter(({ provider }) => provider === 'CloudFormation')) {
      for (const { key, ...problem } of check(action, { subject, actions, template: templateOf(action, subject) })) {
        yield { path: `${action.path}.Configuration.${key}`, ...problem };
      }
    }
  });
}

function templateOf({ configuration }: ActionView, { graphs }: Subject): TemplateGraph | undefined {
  const [, path] = textOf(configuration.TemplatePath).split('::');
  return graphs.find((graph) => graph.path === path);
}

/** Whether an artifact contains the cloud assembly: some action uses a template from it that exists in the assembly. */
function isAssembly(artifact: string, { graph, hasTemplate }: Subject): boolean {
  return graph
    .ofType(PIPELINE)
    .flatMap(actionsOf)
    .some(({ configuration }) => {
      const [name, path] = textOf(configuration.TemplatePath).split('::');
      return name === artifact && hasTemplate(path ?? '');
    });
}

function neededCapability(nodes: readonly Node[]): string | undefined {
  const iam = nodes.filter(({ type }) => type.startsWith('AWS::IAM::'));
  if (iam.length === 0) return undefined;
  return iam.some(({ type, properties }) => Object.hasOwn(NAMED_IAM, type) && properties[NAMED_IAM[type]] !== undefined)
    ? 'CAPABILITY_NAMED_IAM'
    : 'CAPABILITY_IAM';
}

/** Names of the parameters; undefined if the text is not a JSON object. */
function parseOverrides(text: string): string[] | undefined {
  if (text === '') return [];
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? Object.keys(value) : undefined;
  } catch {
    return undefined;
  }
}
