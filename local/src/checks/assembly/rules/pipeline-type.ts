import { at, listAt } from '../../../assembly/json';
import { PIPELINE } from '../action-view';
import { type ResourceProblem, resourceRule, type Rule } from '../rule';
import type { Node } from '../template-graph';

export const PIPELINE_TYPE_RULES: readonly Rule[] = [
  resourceRule('pipeline.type', PIPELINE, pipelineType),
];

function* pipelineType({ properties }: Node): Iterable<ResourceProblem> {
  const { PipelineType: type, ExecutionMode: mode } = properties;
  // Without a type it is V1.
  if (type === 'V2' || typeof type === 'object') return;
  for (const key of ['Triggers', 'Variables']) {
    if (listAt(properties, key).length > 0) {
      yield {
        path: `Properties.${key}`,
        message: 'only a pipeline of type V2 supports this',
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
        message: 'only a stage of a pipeline of type V2 supports this',
        value: type,
        fix: 'set PipelineType to V2',
      };
    }
  }
  if (mode !== undefined && mode !== 'SUPERSEDED') {
    yield {
      path: 'Properties.ExecutionMode',
      message: 'only a pipeline of type V2 supports this mode',
      value: mode,
      fix: 'set PipelineType to V2',
    };
  }
}
