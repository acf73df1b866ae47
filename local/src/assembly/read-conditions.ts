import { at, entriesOf, listAt, objectAt, stringAt, type Json } from './json';
import type { ConditionModel, RuleModel, StageModel } from './pipeline';
import { textOf } from './text';

/** A stage's conditions, with CodePipeline's default results. */
export function readConditions(stage: Json): Pick<StageModel, 'beforeEntry' | 'onSuccess' | 'onFailure'> {
  const onFailure = objectAt(stage, 'OnFailure');
  return {
    beforeEntry: conditionsOf(at(stage, 'BeforeEntry'), 'FAIL'),
    onSuccess: conditionsOf(at(stage, 'OnSuccess'), 'FAIL'),
    ...(onFailure && {
      onFailure: {
        result: stringAt(onFailure, 'Result') as ConditionModel['result'] | undefined,
        retryMode: stringAt(onFailure, 'RetryConfiguration', 'RetryMode') === 'ALL_ACTIONS' ? 'ALL_ACTIONS' : 'FAILED_ACTIONS',
        conditions: conditionsOf(onFailure, 'ROLLBACK'),
      },
    }),
  };
}

function conditionsOf(owner: Json | undefined, otherwise: ConditionModel['result']): ConditionModel[] {
  return listAt(owner, 'Conditions').map((condition) => ({
    result: (stringAt(condition, 'Result') as ConditionModel['result'] | undefined) ?? otherwise,
    rules: listAt(condition, 'Rules').map(ruleOf),
  }));
}

function ruleOf(rule: Json): RuleModel {
  return {
    name: stringAt(rule, 'Name') ?? '',
    provider: stringAt(rule, 'RuleTypeId', 'Provider') ?? '',
    configuration: Object.fromEntries(entriesOf(at(rule, 'Configuration')).map(([key, value]) => [key, textOf(value)])),
  };
}
