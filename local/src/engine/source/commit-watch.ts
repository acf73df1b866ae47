import { watch, type FSWatcher } from 'node:fs';
import { join } from 'node:path';
import type { GitRepository } from './git-repository';
import type { CommitState } from '../../model/run-state';

const SETTLE_MS = 50;
/** Polling catches what file system events miss: network file systems, packed refs. */
const POLL_MS = 2_000;

/** Reports each new commit on the checked-out branch. */
export class CommitWatch {
  private readonly watchers: FSWatcher[] = [];
  private readonly poll: NodeJS.Timeout;
  private settle?: NodeJS.Timeout;
  private last?: string;
  private asking = false;
  private askAgain = false;
  private closed = false;

  constructor(
    private readonly repository: GitRepository,
    known: string | undefined,
    private readonly onCommit: (commit: CommitState) => void,
    private readonly onProblem: (error: Error) => void,
  ) {
    this.last = known;
    this.look(repository.gitDirectory, false);
    this.look(join(repository.commonDirectory, 'refs'), true);
    this.poll = setInterval(() => void this.ask(), POLL_MS);
  }

  close(): void {
    this.closed = true;
    clearInterval(this.poll);
    clearTimeout(this.settle);
    for (const watcher of this.watchers) watcher.close();
  }

  private look(directory: string, recursive: boolean): void {
    try {
      const watcher = watch(directory, { recursive }, () => this.soon());
      watcher.on('error', (error) => this.onProblem(error));
      this.watchers.push(watcher);
    } catch (error) {
      this.onProblem(error as Error);
    }
  }

  private soon(): void {
    clearTimeout(this.settle);
    this.settle = setTimeout(() => void this.ask(), SETTLE_MS);
  }

  private async ask(): Promise<void> {
    this.askAgain = this.asking;
    if (this.asking || this.closed) return;
    this.asking = true;
    try {
      const commit = await this.repository.head();
      if (this.closed || commit.id === this.last) return;
      this.last = commit.id;
      this.onCommit(commit);
    } catch (error) {
      this.onProblem(error as Error);
    } finally {
      this.asking = false;
      // The answer may be from before what has happened meanwhile.
      if (this.askAgain) void this.ask();
    }
  }
}
