import type { ActionModel } from '../../assembly';
import { counted } from '../../messages/counted';
import type { Reporter } from '../../messages/reporter';
import { ActionFailure, stopIfAsked } from '../../model/action-failure';
import type { CommitState } from '../../model/run-state';
import type { RunAction } from '../execution/action';
import type { GitRepository } from '../source/git-repository';
import type { StateDirectory } from '../state/state-directory';

/** Exports the commit to a clean directory. Like a source action's artifact it has no `.git`, unless the action asks for a full clone. */
export function sourceAction(repository: GitRepository, state: StateDirectory): RunAction {
  return async ({ action, commit, executionId, artifacts, reporter, signal }) => {
    await reportWhatIsLeftOut(repository, reporter);
    reportObject(action, reporter);
    if (await repository.isEmpty(commit.id)) throw new ActionFailure(`commit ${commit.id.slice(0, 7)} has no files`);
    stopIfAsked(signal);
    const directory = state.artifact(executionId, action.outputArtifacts[0] ?? action.name);
    if (action.configuration.OutputArtifactFormat === 'CODEBUILD_CLONE_REF') await repository.clone(commit.id, directory);
    else await repository.export(commit.id, directory);
    for (const name of action.outputArtifacts) artifacts.set(name, { name, directory, executionId, commit });
    return { summary: `${commit.id.slice(0, 7)} ${commit.subject}`, variables: variablesOf(action, commit) };
  };
}

/** The variables that an action of this provider exports. */
function variablesOf({ provider, configuration }: ActionModel, { id, subject, date, branch }: CommitState): Record<string, string> {
  const commit = { CommitId: id, CommitMessage: subject, AuthorDate: date, BranchName: branch };
  switch (provider) {
    // The object's version: the commit stands in for it.
    case 'S3': return { VersionId: id, ETag: id };
    case 'CodeCommit': return { ...commit, CommitterDate: date, RepositoryName: configuration.RepositoryName ?? '' };
    default: return { ...commit, FullRepositoryName: configuration.FullRepositoryId ?? '' };
  }
}

function reportObject({ provider, configuration }: ActionModel, reporter: Reporter): void {
  if (provider !== 'S3') return;
  reporter.info('source.object', `on AWS the source is ${configuration.S3ObjectKey ?? 'an object'} in Amazon S3; locally it is the commit`);
}

async function reportWhatIsLeftOut(repository: GitRepository, reporter: Reporter): Promise<void> {
  const uncommitted = await repository.uncommitted();
  if (uncommitted.length > 0) {
    const some = uncommitted.slice(0, 3).join(', ');
    reporter.warning(
      'source.uncommitted',
      `${counted(uncommitted.length, 'uncommitted path')} not part of this run: ${some}${uncommitted.length > 3 ? ', ...' : ''}`,
      { paths: uncommitted.slice(0, 100) },
    );
  }
  if (repository.isShallow) {
    reporter.warning(
      'source.shallow',
      'the repository is a shallow clone: no changes can be shown against commits that it lacks; `git fetch --unshallow` fetches them',
    );
  }
}
