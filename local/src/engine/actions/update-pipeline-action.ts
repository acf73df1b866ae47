import { parameterOverrides } from './change-set-actions';
import { ActionFailure } from '../../model/action-failure';
import { inputArtifact, type RunAction } from '../execution/action';
import { fingerprint, type PipelineDefinition } from '../execution/pipeline-definition';

/**
 * Updates the pipeline from the cloud assembly that the build produced. A definition that cannot be read fails the execution and leaves the
 * last good one in place, so that the next commit can fix it.
 */
export function updatePipelineAction(definition: PipelineDefinition): RunAction {
  return async (run) => {
    const { directory } = inputArtifact(run);
    const read = definition.read(directory);
    if ('reason' in read) throw new ActionFailure(`the pipeline is unchanged, because the built assembly cannot be used: ${read.reason}`);
    const before = fingerprint(run.pipeline, definition.parameters);
    await definition.setParameters(parameterOverrides(run.action));
    const changed = fingerprint(read.pipeline, definition.parameters) !== before;
    await definition.use(read.pipeline, directory);
    if (!changed) return { summary: 'the pipeline is unchanged' };
    run.reporter.info('pipeline.changed', 'the pipeline has changed and restarts with its new definition');
    return { summary: 'the pipeline has changed and restarts', pipeline: read.pipeline };
  };
}
