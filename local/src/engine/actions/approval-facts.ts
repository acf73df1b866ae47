import type { ChangeSets } from './change-set-actions';
import type { Environments } from '../environment/environments';
import type { ActionRun } from '../execution/action';
import type { ApprovalRequest } from '../execution/approval-desk';
import type { GitRepository } from '../source/git-repository';
import type { StateDirectory } from '../state/state-directory';

type Facts = Pick<ApprovalRequest, 'environment' | 'changes' | 'diff' | 'testReport'>;

export interface ApprovalSources {
  readonly environments: Environments;
  readonly changeSets: ChangeSets;
  readonly repository: GitRepository;
  readonly state: StateDirectory;
}

/** Collects what an approver needs to know. */
export async function describeApproval(run: ActionRun, sources: ApprovalSources): Promise<Facts> {
  const { environments, changeSets, repository, state } = sources;
  const environment = await environments.ofAction(run);
  const builtBy = [...run.artifacts.values()].at(-1)?.executionId ?? run.executionId;
  const testReport = await state.read<NonNullable<Facts['testReport']>>(state.testReport(builtBy));
  return {
    environment: environment.name,
    changes: changeSets.ofStage(run.executionId, environment.name)?.changes ?? [],
    diff: await repository.diff(environment.record.revision?.commit.id, run.commit.id),
    ...(testReport && { testReport }),
  };
}
