import { listAt, stringAt } from '../../../assembly/json';
import { textOf } from '../../../assembly/text';
import { actionsOf, PIPELINE } from '../action-view';
import { type ResourceProblem, resourceRule, type Rule, type Subject } from '../rule';
import type { Node } from '../template-graph';

/** What starts a pipeline. */
export const PIPELINE_START_RULES: readonly Rule[] = [
  resourceRule('pipeline.trigger', PIPELINE, pipelineTrigger),
  resourceRule('pipeline.never-starts', PIPELINE, neverStarts, 'warning'),
  resourceRule('pipeline.self-update-restart', PIPELINE, selfUpdateRestart, 'warning'),
];

function* pipelineTrigger(node: Node): Iterable<ResourceProblem> {
  const sources = actionsOf(node).filter(({ category }) => category === 'Source');
  const triggers = listAt(node.properties, 'Triggers');
  for (const [index, trigger] of triggers.entries()) {
    const path = `Properties.Triggers[${index}]`;
    const name = stringAt(trigger, 'GitConfiguration', 'SourceActionName') ?? '';
    const source = sources.find((each) => each.name === name);
    if (!source) {
      yield {
        path: `${path}.GitConfiguration.SourceActionName`,
        message: `a trigger must name a source action (${sources.map((each) => each.name).join(', ')})`,
        value: name,
        fix: 'name one of them',
      };
    } else if (source.provider !== 'CodeStarSourceConnection') {
      yield {
        path: `${path}.GitConfiguration.SourceActionName`,
        message: 'only a source action with a connection can have a trigger',
        value: source.provider,
        fix: 'use CodeStarSourceConnection',
      };
    }
    const filters = ['Push', 'PullRequest'].flatMap((kind) => listAt(trigger, 'GitConfiguration', kind));
    if (filters.length > 3) {
      yield {
        path: `${path}.GitConfiguration`,
        message: 'a trigger may have at most three filters',
        value: filters.length,
        fix: 'merge them',
      };
    }
  }
  const named = triggers.map((trigger) => stringAt(trigger, 'GitConfiguration', 'SourceActionName'));
  const twice = named.find((name, index) => named.indexOf(name) !== index);
  if (twice !== undefined) {
    yield {
      path: 'Properties.Triggers',
      message: 'a source action may have one trigger only',
      value: twice,
      fix: 'merge the triggers',
    };
  }
}

function* neverStarts(node: Node): Iterable<ResourceProblem> {
  const sources = actionsOf(node).filter(({ provider }) => provider === 'CodeStarSourceConnection');
  const quiet = sources.filter(({ configuration }) => textOf(configuration.DetectChanges) === 'false');
  if (sources.length === 0 || quiet.length < sources.length || listAt(node.properties, 'Triggers').length > 0) return;
  yield {
    path: `${quiet[0].path}.Configuration.DetectChanges`,
    message: 'nothing starts the pipeline: changes are not detected and there is no trigger',
    value: 'false',
    fix: 'detect changes or add a trigger',
  };
}

function* selfUpdateRestart(node: Node, { graph }: Subject): Iterable<ResourceProblem> {
  const own = actionsOf(node).find(
    ({ configuration, provider }) => provider === 'CloudFormation' && textOf(configuration.StackName) === graph.stackName,
  );
  if (!own || node.properties.RestartExecutionOnUpdate === true || node.properties.RestartExecutionOnUpdate === 'true') return;
  yield {
    path: 'Properties.RestartExecutionOnUpdate',
    message: `a pipeline that updates itself (${own.name}) must restart after a change, or the rest of the run uses its old definition`,
    value: node.properties.RestartExecutionOnUpdate,
    fix: 'set it to true',
  };
}
