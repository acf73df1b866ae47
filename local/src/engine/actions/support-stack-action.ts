import { placeOf, resolvedStackOf } from './change-set-actions';
import { counted } from '../../messages/counted';
import type { ActionRun, RunAction } from '../execution/action';

/**
 * Whether the action changes neither the pipeline's own stack nor an environment. In an environment's stage, such a stack contains what the
 * environment needs in another region.
 */
export function isSupportStack({ action, stage, pipeline }: ActionRun): boolean {
  const { environments } = pipeline.metadata;
  if (environments.some(({ stackName }) => stackName === action.configuration.StackName)) return false;
  const owner = environments.find((each) => each.stage === stage.name);
  return owner === undefined || stage.actions.some(({ configuration }) => configuration.StackName === owner.stackName);
}

/**
 * A stack that supports the pipeline in another account or region: buckets, keys, topics and roles, none of which exist locally. Its
 * template must resolve; its resources are listed.
 */
export const recordStackAction: RunAction = async (run) => {
  const { action, reporter } = run;
  const { stackName, resources, outputs } = resolvedStackOf(run);
  const { accountId = 'the pipeline\'s account', region = 'its region' } = placeOf(action);
  for (const { logicalId, type } of Object.values(resources)) {
    reporter.info('stack.recorded-only', `${stackName}: ${logicalId} (${type}), recorded only`, { logicalId, type });
  }
  const variables = Object.fromEntries(Object.entries(outputs).map(([name, value]) => [name, String(value)]));
  return {
    status: 'Skipped',
    ...action.namespace !== undefined && { variables },
    summary: `${counted(Object.keys(resources).length, 'resource')} in ${accountId}, ${region}: recorded only`,
  };
};
