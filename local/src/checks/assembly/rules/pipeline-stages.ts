import { at, listAt, numberAt, stringAt } from '../../../assembly/json';
import { textOf } from '../../../assembly/text';
import { actionName, actionsOf, PIPELINE } from '../action-view';
import { type ResourceProblem, resourceRule, type Rule, type Subject } from '../rule';
import type { Node } from '../template-graph';

const STAGE_NAME = /^[A-Za-z0-9.@_-]{1,100}$/;

/** Stages and the order of their actions. */
export const PIPELINE_STAGE_RULES: readonly Rule[] = [
  resourceRule('pipeline.names', PIPELINE, names),
  resourceRule('pipeline.source-stage', PIPELINE, sourceStage),
  resourceRule('pipeline.run-order', PIPELINE, pipelineRunOrder),
  resourceRule('pipeline.approval-order', PIPELINE, approvalOrder, 'warning'),
  resourceRule('pipeline.on-failure', PIPELINE, onFailure),
  resourceRule('pipeline.rollback-mode', PIPELINE, rollbackMode),
  resourceRule('pipeline.action-timeout', PIPELINE, actionTimeout),
  resourceRule('pipeline.disabled-transition', PIPELINE, disabledTransition),
];

function* names(node: Node): Iterable<ResourceProblem> {
  const stages = listAt(node.properties, 'Stages').map((stage, index) => ({
    name: textOf(at(stage, 'Name')),
    path: `Properties.Stages[${index}].Name`,
  }));
  const actions = actionsOf(node);
  for (const { name, path } of [...stages, ...actions.map((action) => ({ name: action.name, path: `${action.path}.Name` }))]) {
    // Parameters count as a letter.
    if (!STAGE_NAME.test(name.replace(/\$\{[\w.:]+\}/g, 'x'))) {
      yield {
        path,
        message: 'a name must be 1 to 100 letters, digits and . @ _ -',
        value: name,
        fix: 'choose such a name',
      };
    }
  }
  for (const { name, path } of repeated(stages, (stage) => stage.name)) {
    yield { path, message: 'two stages must not have the same name', value: name, fix: 'rename one of them' };
  }
  for (const action of repeated(actions, actionName)) {
    yield {
      path: `${action.path}.Name`,
      message: 'two actions of a stage must not have the same name',
      value: action.name,
      fix: 'rename one of them',
    };
  }
}

function* sourceStage(node: Node): Iterable<ResourceProblem> {
  for (const action of actionsOf(node)) {
    const first = action.stageIndex === 0;
    if (first && action.category !== 'Source') {
      yield {
        path: action.path,
        message: 'the first stage can only have source actions',
        value: `${action.name} (${action.category})`,
        fix: 'move the action to a later stage',
      };
    }
    if (!first && action.category === 'Source') {
      yield {
        path: action.path,
        message: 'only the first stage can have source actions',
        value: `${action.name} in ${action.stage}`,
        fix: 'move the action to the first stage',
      };
    }
  }
}

function* pipelineRunOrder(node: Node, { graph }: Subject): Iterable<ResourceProblem> {
  for (const { path, runOrder, raw } of actionsOf(node)) {
    if ((Number.isInteger(runOrder) && runOrder >= 1 && runOrder <= 999) || graph.isOpen(at(raw, 'RunOrder'))) continue;
    yield {
      path: `${path}.RunOrder`,
      message: 'a run order must be a whole number from 1 to 999',
      value: at(raw, 'RunOrder'),
      fix: 'number the actions of the stage from 1',
    };
  }
}

function* approvalOrder(node: Node): Iterable<ResourceProblem> {
  const actions = actionsOf(node);
  for (const approval of actions.filter(({ category }) => category === 'Approval')) {
    const together = actions.find(
      (other) => other.category === 'Deploy' && other.stageIndex === approval.stageIndex && other.runOrder === approval.runOrder,
    );
    if (together) {
      yield {
        path: `${approval.path}.RunOrder`,
        message: `an approval must not run at the same time as what it approves (${together.name})`,
        value: approval.runOrder,
        fix: 'give the approval the lower run order',
      };
    }
  }
}

function* onFailure({ properties }: Node): Iterable<ResourceProblem> {
  for (const [index, stage] of listAt(properties, 'Stages').entries()) {
    const result = at(stage, 'OnFailure', 'Result');
    if (index === 0 && result === 'ROLLBACK') {
      yield {
        path: 'Properties.Stages[0].OnFailure',
        message: 'the source stage cannot roll back',
        value: result,
        fix: 'remove OnFailure from it',
      };
    }
  }
}

function* rollbackMode({ properties }: Node): Iterable<ResourceProblem> {
  if (properties.ExecutionMode !== 'PARALLEL') return;
  for (const [index, stage] of listAt(properties, 'Stages').entries()) {
    if (at(stage, 'OnFailure', 'Result') !== 'ROLLBACK') continue;
    yield {
      path: `Properties.Stages[${index}].OnFailure`,
      message: 'a stage of a PARALLEL pipeline cannot roll back',
      value: at(stage, 'Name'),
      fix: 'set ExecutionMode to QUEUED',
    };
  }
}

function* actionTimeout(node: Node): Iterable<ResourceProblem> {
  for (const { path, raw, category } of actionsOf(node)) {
    const minutes = numberAt(raw, 'TimeoutInMinutes');
    const most = category === 'Approval' ? 86_400 : 480;
    if (minutes === undefined || (minutes >= 5 && minutes <= most)) continue;
    yield {
      path: `${path}.TimeoutInMinutes`,
      message: `a time-out must be from 5 to ${most} minutes`,
      value: minutes,
      fix: 'choose a value in this range',
    };
  }
}

function* disabledTransition({ properties }: Node): Iterable<ResourceProblem> {
  const stages = listAt(properties, 'Stages').map((stage) => stringAt(stage, 'Name'));
  for (const [index, transition] of listAt(properties, 'DisableInboundStageTransitions').entries()) {
    const name = stringAt(transition, 'StageName');
    const path = `Properties.DisableInboundStageTransitions[${index}].StageName`;
    if (!stages.includes(name)) {
      yield {
        path,
        message: `a disabled transition must name a stage (${stages.join(', ')})`,
        value: name,
        fix: 'name one of them',
      };
    }
  }
}

/** Returns the second and later items with the same key. */
function repeated<T>(items: readonly T[], key: (item: T) => string): T[] {
  const seen = new Set<string>();
  return items.filter((item) => seen.size === seen.add(key(item)).size);
}
