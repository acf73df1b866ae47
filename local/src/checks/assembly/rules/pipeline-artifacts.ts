import { at } from '../../../assembly/json';
import { textOf } from '../../../assembly/text';
import { SOURCE_VARIABLES } from '../action-types';
import { actionName, actionsOf, PIPELINE, runsBefore, type ActionView } from '../action-view';
import { resourceRule, type Rule } from '../rule';

/** What one action gives to another: artifacts and variables. */
export const PIPELINE_ARTIFACT_RULES: readonly Rule[] = [
  resourceRule('pipeline.artifact-name', PIPELINE, function* (node) {
    for (const { path, inputs, outputs } of actionsOf(node)) {
      for (const name of [...inputs, ...outputs]) {
        if (!/^[A-Za-z0-9_-]{1,100}$/.test(name)) {
          yield {
            path,
            message: 'an artifact name must be 1 to 100 letters, digits, _ and -',
            value: name,
            fix: 'choose such a name',
          };
        }
      }
    }
  }),

  resourceRule('pipeline.input-artifact', PIPELINE, function* (node) {
    const actions = actionsOf(node);
    for (const action of actions) {
      for (const [index, name] of action.inputs.entries()) {
        const producers = actions.filter(({ outputs }) => outputs.includes(name));
        if (producers.some((producer) => runsBefore(producer, action))) continue;
        const made =
          producers.length > 0
            ? `it is made by ${producers.map(actionName).join(', ')}, not before ${actionName(action)}`
            : 'no action makes it';
        yield {
          path: `${action.path}.InputArtifacts[${index}]`,
          message: `an input artifact must be the output of an earlier action: ${made}`,
          value: name,
          fix: 'name an earlier output, or change the order',
        };
      }
    }
  }),

  resourceRule('pipeline.output-artifact', PIPELINE, function* (node) {
    const producers = new Map<string, ActionView>();
    for (const action of actionsOf(node)) {
      for (const name of action.outputs) {
        const other = producers.get(name);
        if (other) {
          yield {
            path: `${action.path}.OutputArtifacts`,
            message: `an artifact must be made by one action only, and ${actionName(other)} makes it too`,
            value: name,
            fix: 'rename one of them',
          };
        }
        producers.set(name, action);
      }
    }
  }),

  resourceRule(
    'pipeline.unused-artifact',
    PIPELINE,
    function* (node) {
      const actions = actionsOf(node);
      const used = new Set(actions.flatMap(({ inputs }) => inputs));
      for (const action of actions.filter(({ category }) => category === 'Source')) {
        const unused = action.outputs.find((name) => !used.has(name));
        if (unused !== undefined) {
          yield {
            path: `${action.path}.OutputArtifacts`,
            message: 'no action uses this source',
            value: unused,
            fix: 'give it to the build, or remove the action',
          };
        }
      }
    },
    'warning',
  ),

  resourceRule('pipeline.namespace', PIPELINE, function* (node) {
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
          message: `a namespace must be of one action only, and ${actionName(other)} has it too`,
          value: namespace,
          fix: 'rename one of them',
        };
      }
      seen.set(namespace, action);
    }
  }),

  resourceRule('pipeline.variable-reference', PIPELINE, function* (node) {
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
  }),
];

function unresolvable(
  namespace: string,
  variable: string,
  action: ActionView,
  actions: readonly ActionView[],
  declared: ReadonlySet<string>,
): string | undefined {
  if (namespace === 'codepipeline') return variable === 'PipelineExecutionId' ? undefined : 'codepipeline gives PipelineExecutionId only';
  if (namespace === 'variables') return declared.has(variable) ? undefined : 'the pipeline declares no such variable';
  const producer = actions.find(({ raw }) => at(raw, 'Namespace') === namespace);
  if (!producer) return 'no action has this namespace';
  if (!runsBefore(producer, action)) return `the namespace is of ${actionName(producer)}, which does not run before ${actionName(action)}`;
  const known = SOURCE_VARIABLES[producer.provider];
  return known && !known.includes(variable) ? `${producer.provider} gives no such variable (${known.join(', ')})` : undefined;
}
