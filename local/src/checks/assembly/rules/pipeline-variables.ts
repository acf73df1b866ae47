import { at, listAt, stringAt } from '../../../assembly/json';
import { textOf } from '../../../assembly/text';
import { SOURCE_VARIABLES } from '../action-types';
import { actionName, actionsOf, type ActionView, PIPELINE, runsBefore } from '../action-view';
import { type ResourceProblem, resourceRule, type Rule } from '../rule';
import type { Node } from '../template-graph';

/** Variables of a pipeline and of its actions. */
export const PIPELINE_VARIABLE_RULES: readonly Rule[] = [
  resourceRule('pipeline.variables', PIPELINE, variables),
  resourceRule('pipeline.namespace', PIPELINE, pipelineNamespace),
  resourceRule('pipeline.variable-reference', PIPELINE, variableReference),
];

function* variables({ properties }: Node): Iterable<ResourceProblem> {
  const names = listAt(properties, 'Variables').map((variable) => stringAt(variable, 'Name') ?? '');
  for (const [index, name] of names.entries()) {
    if (!/^[A-Za-z0-9@_-]{1,128}$/.test(name)) {
      yield {
        path: `Properties.Variables[${index}].Name`,
        message: 'a variable name must be 1 to 128 letters, digits and @ _ -',
        value: name,
        fix: 'choose such a name',
      };
    }
    if (names.indexOf(name) !== index) {
      yield {
        path: `Properties.Variables[${index}].Name`,
        message: 'two variables must not have the same name',
        value: name,
        fix: 'remove one of them',
      };
    }
  }
}

function* pipelineNamespace(node: Node): Iterable<ResourceProblem> {
  const seen = new Map<string, ActionView>();
  for (const action of actionsOf(node)) {
    const namespace = at(action.raw, 'Namespace');
    if (typeof namespace !== 'string') continue;
    const path = `${action.path}.Namespace`;
    if (!/^[A-Za-z0-9@_-]{1,100}$/.test(namespace)) {
      yield {
        path,
        message: 'a namespace must be 1 to 100 letters, digits and @ _ -',
        value: namespace,
        fix: 'choose such a name',
      };
    }
    if (['codepipeline', 'variables'].includes(namespace)) {
      yield {
        path,
        message: 'this namespace is reserved',
        value: namespace,
        fix: 'choose another name',
      };
    }
    const other = seen.get(namespace);
    if (other) {
      yield {
        path,
        message: `a namespace must belong to only one action, but ${actionName(other)} has it too`,
        value: namespace,
        fix: 'rename one of them',
      };
    }
    seen.set(namespace, action);
  }
}

function* variableReference(node: Node): Iterable<ResourceProblem> {
  const actions = actionsOf(node);
  const declared = new Set(
    (Array.isArray(node.properties.Variables) ? node.properties.Variables : []).map((variable) => textOf(at(variable, 'Name'))),
  );
  for (const action of actions) {
    for (const [whole, namespace, variable] of JSON.stringify(action.configuration).matchAll(/#\{([A-Za-z0-9@_-]+)\.([^}]+)\}/g)) {
      const problem = unresolvable(namespace, variable, action, actions, declared);
      if (problem) yield { path: `${action.path}.Configuration`, message: problem, value: whole, fix: 'name a variable of an earlier action' };
    }
  }
}

function unresolvable(
  namespace: string,
  variable: string,
  action: ActionView,
  actions: readonly ActionView[],
  declared: ReadonlySet<string>,
): string | undefined {
  if (namespace === 'codepipeline') return variable === 'PipelineExecutionId' ? undefined : 'codepipeline only provides PipelineExecutionId';
  if (namespace === 'variables') return declared.has(variable) ? undefined : 'the pipeline declares no such variable';
  const producer = actions.find(({ raw }) => at(raw, 'Namespace') === namespace);
  if (!producer) return 'no action has this namespace';
  if (!runsBefore(producer, action)) return `the namespace belongs to ${actionName(producer)}, which does not run before ${actionName(action)}`;
  const known = SOURCE_VARIABLES[producer.provider];
  return known && !known.includes(variable) ? `${producer.provider} exports no such variable (${known.join(', ')})` : undefined;
}
