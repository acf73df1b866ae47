import { approvalAction, type ApprovalFacts } from './approval-action';
import { buildAction, type BuildServices } from './build-action';
import { executeChangeSetAction, prepareChangeSetAction, updateStackAction, type ChangeSets } from './change-set-actions';
import { deployAction } from './deploy-action';
import { sourceAction } from './source-action';
import { lambdaAction } from './stack-care-action';
import { stateMachineAction } from './state-machine-action';
import { isSupportStack, recordStackAction } from './support-stack-action';
import { updatePipelineAction } from './update-pipeline-action';
import type { ActionModel } from '../../assembly';
import type { ActionRun, RunAction } from '../execution/action';
import type { PipelineDefinition } from '../execution/pipeline-definition';
import type { RevisionStore } from '../execution/revision-store';
import type { GitRepository } from '../source/git-repository';

export interface ActionServices extends BuildServices {
  readonly repository: GitRepository;
  readonly definition: PipelineDefinition;
  readonly revisions: RevisionStore;
  readonly changeSets: ChangeSets;
  readonly approvals: ApprovalFacts;
}

/** Selects the implementation of an action by the category and provider that the template gives. */
export function actionsWith(services: ActionServices): (action: ActionModel) => RunAction {
  const cloudFormation = cloudFormationAction(services);
  const build = buildAction(services);
  const known: Readonly<Record<string, RunAction>> = {
    'Approval/Manual': approvalAction(services.approvals),
    'Build/CodeBuild': build,
    'Test/CodeBuild': build,
    'Deploy/CloudFormation': cloudFormation,
    'Deploy/CodeDeploy': deployAction(services.environments, services.revisions),
    'Invoke/Lambda': lambdaAction(recordedOnly),
    'Invoke/StepFunctions': stateMachineAction(services.environments, recordedOnly),
  };
  const source = sourceAction(services.repository, services.state);
  return ({ category, provider }) => category === 'Source' ? source : known[`${category}/${provider}`] ?? recordedOnly;
}

function cloudFormationAction({ environments, changeSets, definition, revisions, approvals: { desk } }: ActionServices): RunAction {
  const updatePipeline = updatePipelineAction(definition);
  const modes: Readonly<Record<string, RunAction>> = {
    CHANGE_SET_REPLACE: prepareChangeSetAction(environments, changeSets),
    CHANGE_SET_EXECUTE: executeChangeSetAction(changeSets, { revisions, desk }),
    CREATE_UPDATE: updateStackAction(environments, { revisions, desk }),
    REPLACE_ON_FAILURE: updateStackAction(environments, { revisions, desk }),
  };
  return (run) => {
    const { ActionMode: mode = '', StackName: stackName } = run.action.configuration;
    // The pipeline's own stack is updated as a whole: preparing its change set does nothing here, executing it does.
    if (stackName === run.pipeline.stack.stackName) return mode === 'CHANGE_SET_REPLACE' ? recordedOnly(run) : updatePipeline(run);
    if (isSupportStack(run) && (mode === 'CREATE_UPDATE' || mode === 'REPLACE_ON_FAILURE')) return recordStackAction(run);
    return (modes[mode] ?? recordedOnly)(run);
  };
}

/** What exists only on AWS is reported and skipped. */
async function recordedOnly({ action, reporter }: ActionRun): ReturnType<RunAction> {
  const text = `${action.category}/${action.provider} has no counterpart on this machine`;
  reporter.warning('action.recorded-only', `${action.name}: ${text}`, { configuration: action.configuration });
  return { status: 'Skipped', summary: text };
}
