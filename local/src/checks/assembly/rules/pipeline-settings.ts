import { at, listAt, numberAt, stringAt } from '../../../assembly/json';
import { textOf } from '../../../assembly/text';
import { actionsOf, PIPELINE } from '../action-view';
import { resourceRule, type Rule } from '../rule';

const MODES = ['QUEUED', 'SUPERSEDED', 'PARALLEL'];

/** Type, execution mode, triggers, variables and conditions of a pipeline. */
export const PIPELINE_SETTINGS_RULES: readonly Rule[] = [
  resourceRule('pipeline.type', PIPELINE, function* ({ properties }) {
    const { PipelineType: type, ExecutionMode: mode } = properties;
    if (type !== undefined && typeof type === 'string' && !['V1', 'V2'].includes(type)) {
      yield { path: 'Properties.PipelineType', message: 'a pipeline type must be V1 or V2', value: type, fix: 'write V2' };
    }
    if (typeof mode === 'string' && !MODES.includes(mode)) {
      yield {
        path: 'Properties.ExecutionMode',
        message: `an execution mode must be one of ${MODES.join(', ')}`,
        value: mode,
        fix: 'write QUEUED',
      };
    }
    // Without a type it is V1.
    if (type === 'V2' || typeof type === 'object') return;
    for (const key of ['Triggers', 'Variables']) {
      if (listAt(properties, key).length > 0) {
        yield {
          path: `Properties.${key}`,
          message: 'only a pipeline of type V2 has them',
          value: type,
          fix: 'set PipelineType to V2',
        };
      }
    }
    for (const [index, stage] of listAt(properties, 'Stages').entries()) {
      const key = ['OnFailure', 'OnSuccess', 'BeforeEntry'].find((each) => at(stage, each) !== undefined);
      if (key !== undefined) {
        yield {
          path: `Properties.Stages[${index}].${key}`,
          message: 'only a stage of a pipeline of type V2 has it',
          value: type,
          fix: 'set PipelineType to V2',
        };
      }
    }
    if (mode !== undefined && mode !== 'SUPERSEDED') {
      yield {
        path: 'Properties.ExecutionMode',
        message: 'only a pipeline of type V2 has this mode',
        value: mode,
        fix: 'set PipelineType to V2',
      };
    }
  }),

  resourceRule('pipeline.rollback-mode', PIPELINE, function* ({ properties }) {
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
  }),

  resourceRule('pipeline.on-failure', PIPELINE, function* ({ properties }) {
    for (const [index, stage] of listAt(properties, 'Stages').entries()) {
      const result = at(stage, 'OnFailure', 'Result');
      if (typeof result === 'string' && !['ROLLBACK', 'FAIL', 'RETRY', 'SKIP'].includes(result)) {
        yield {
          path: `Properties.Stages[${index}].OnFailure.Result`,
          message: 'the result of a failure must be ROLLBACK, FAIL, RETRY or SKIP',
          value: result,
          fix: 'write ROLLBACK',
        };
      }
      if (index === 0 && result === 'ROLLBACK') {
        yield {
          path: 'Properties.Stages[0].OnFailure',
          message: 'the source stage cannot roll back',
          value: result,
          fix: 'remove OnFailure from it',
        };
      }
    }
  }),

  resourceRule('pipeline.trigger', PIPELINE, function* (node) {
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
      if (at(trigger, 'ProviderType') !== 'CodeStarSourceConnection') {
        yield {
          path: `${path}.ProviderType`,
          message: 'a trigger must be of the provider CodeStarSourceConnection',
          value: at(trigger, 'ProviderType'),
          fix: 'write CodeStarSourceConnection',
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
  }),

  resourceRule(
    'pipeline.never-starts',
    PIPELINE,
    function* (node) {
      const sources = actionsOf(node).filter(({ provider }) => provider === 'CodeStarSourceConnection');
      const quiet = sources.filter(({ configuration }) => textOf(configuration.DetectChanges) === 'false');
      if (sources.length === 0 || quiet.length < sources.length || listAt(node.properties, 'Triggers').length > 0) return;
      yield {
        path: `${quiet[0].path}.Configuration.DetectChanges`,
        message: 'nothing starts the pipeline: changes are not detected and there is no trigger',
        value: 'false',
        fix: 'detect changes or add a trigger',
      };
    },
    'warning',
  ),

  resourceRule('pipeline.variables', PIPELINE, function* ({ properties }) {
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
  }),

  resourceRule(
    'pipeline.self-update-restart',
    PIPELINE,
    function* (node, { graph }) {
      const own = actionsOf(node).find(
        ({ configuration, provider }) => provider === 'CloudFormation' && textOf(configuration.StackName) === graph.stackName,
      );
      if (!own || node.properties.RestartExecutionOnUpdate === true || node.properties.RestartExecutionOnUpdate === 'true') return;
      yield {
        path: 'Properties.RestartExecutionOnUpdate',
        message: `a pipeline that updates itself (${own.name}) must start again when it changed, or the rest of the run is of the old pipeline`,
        value: node.properties.RestartExecutionOnUpdate,
        fix: 'set it to true',
      };
    },
    'warning',
  ),

  resourceRule('pipeline.action-timeout', PIPELINE, function* (node) {
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
  }),

  resourceRule('pipeline.disabled-transition', PIPELINE, function* ({ properties }) {
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
  }),
];
