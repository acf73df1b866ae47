import type { TaskRevision } from './task-revision';
import type { Task } from './tasks';

/** How long a failure keeps a metric in alarm. */
const COUNTED_MS = 60_000;
const LONGEST_PAUSE_MS = 60_000;
const MOST = 200;
/** Up to this many failures per minute, tasks are replaced without delay. */
const AT_ONCE = 3;

export interface TaskFailure {
  readonly task: Task;
  readonly why: string;
  readonly at: number;
  /** The output of its application. */
  readonly output: Promise<readonly string[]>;
}

/** Tasks that ended unexpectedly. */
export class TaskFailures {
  private all: readonly TaskFailure[] = [];
  private pausedUntil = 0;

  add(task: Task, why: string, output: Promise<readonly string[]>): void {
    this.all = [...this.all.slice(1 - MOST), { task, why, at: performance.now(), output }];
    const recent = this.recent();
    // Like ECS, back off increasingly.
    if (recent > AT_ONCE) this.pausedUntil = performance.now() + Math.min(LONGEST_PAUSE_MS, 1000 * 2 ** (recent - AT_ONCE));
  }

  /** The failures of one revision, optionally since a point in time. */
  of(revision: TaskRevision, since = 0): readonly TaskFailure[] {
    return this.all.filter(({ task, at }) => task.revision === revision && at >= since);
  }

  find(taskId: string | undefined): TaskFailure | undefined {
    return this.all.find(({ task }) => task.id === taskId);
  }

  /** Number of failures that an alarm sees. */
  recent(): number {
    return this.all.filter(({ at }) => performance.now() - at < COUNTED_MS).length;
  }

  get isPausing(): boolean {
    return performance.now() < this.pausedUntil;
  }
}
