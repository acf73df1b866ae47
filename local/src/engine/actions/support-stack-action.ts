import { placeOf, resolvedStackOf } from './change-set-actions';
import type { ActionRun, RunAction } from '../execution/action';

/** Whether the action changes neither the pipeline's own stack nor an environment. */
export function isSupportStack({ action, stage, pipeline }: ActionRun): boolean {
  return !pipeline.metadata.environments.some((each) => each.stackName === action.configuration.StackName || each.stage === stage.name);
}

/**
 * A stack that supports the pipeline in another account or region: buckets, keys, topics and roles, none of which exist locally. Its
 * template must resolve; its resources are listed.
 */
export const recordStackAction: RunAction = async (run) => {
  const { action, reporter } = run;
  const { stackName, resources } = resolvedStackOf(run);
  const { accountId = 'the pipeline\'s account', region = 'its region' } = placeOf(action);
  for (const { logicalId, type } of Object.values(resources)) {
    reporter.info('stack.recorded-only', `${stackName}: ${logicalId} (${type}), recorded only`, { logicalId, type });
  }
  return { status: 'Skipped', summary: `${Object.keys(resources).length} resource(s) in ${accountId}, ${region}: recorded only` };
};
