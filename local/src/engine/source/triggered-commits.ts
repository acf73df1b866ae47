import { branchesOf, takesBranch, whyNotStarted } from './commit-trigger';
import type { GitRepository } from './git-repository';
import type { PipelineModel } from '../../assembly';
import { ownCommand } from '../../messages/own-command';
import type { Reporter } from '../../messages/reporter';
import type { CommitState } from '../../model/run-state';

/** Reports for each new commit whether it starts an execution, and if not, why. */
export class TriggeredCommits {
  private last: string;
  private readonly followedBranch: string;
  private looking: Promise<void> = Promise.resolve();

  constructor(
    private readonly repository: Pick<GitRepository, 'changedFiles'>,
    known: CommitState,
    private readonly reporter: Reporter,
    private readonly pipeline: () => PipelineModel,
    private readonly start: (commit: CommitState) => void,
  ) {
    this.last = known.id;
    this.followedBranch = known.branch;
  }

  /** One at a time, in the order of the commits. */
  look(commit: CommitState): Promise<void> {
    this.looking = this.looking.catch(() => undefined).then(() => this.decide(commit));
    return this.looking;
  }

  private async decide(commit: CommitState): Promise<void> {
    const changedFiles = await this.repository.changedFiles(this.last, commit.id);
    this.last = commit.id;
    const reason = whyNotStarted(this.pipeline(), { branch: commit.branch, changedFiles }, this.followedBranch);
    const name = `${commit.id.slice(0, 7)} ${commit.subject}`;
    if (reason === undefined) {
      this.reporter.info('commit.new', `new commit ${name}`, { commit });
      this.start(commit);
    } else {
      this.reporter.warning('commit.not-started', `commit ${name} does not start an execution: ${reason}. `
        + `To release it anyway, end this run and start \`${ownCommand('run')}\` again: `
        + 'a run always releases the commit that it starts on', { commit });
    }
  }
}

/** On AWS, commits on a branch that the trigger does not match start nothing. */
export function warnOfBranch(pipeline: PipelineModel, { branch }: CommitState, reporter: Reporter): void {
  if (takesBranch(pipeline, branch)) return;
  reporter.warning('trigger.branch', `${where(branch)}, and the trigger of the pipeline only matches ${branchesOf(pipeline)}: `
    + 'on AWS, commits on it start nothing. Locally they do, because this run was started on it');
}

function where(branch: string): string {
  return branch === 'HEAD' ? 'no branch is checked out' : `HEAD is on ${branch}`;
}
