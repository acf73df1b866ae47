import type { TaskRevision } from './task-revision';
import type { Task } from './tasks';

/** How long a failure keeps a metric in alarm. */
const COUNTED_MS = 60_000;
const LONGEST_PAUSE_MS = 60_000;
const MOST = 200;
/** If each of a revision's tasks has failed this often within a minute, or a single one of few, they are still replaced without delay. */
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
  private readonly pausedUntil = new WeakMap<TaskRevision, number>();

  /** @param desired how many tasks should run: all may fail at once, for one reason */
  constructor(private readonly desired = () => 1) {}

  add(task: Task, why: string, output: Promise<readonly string[]>): void {
    this.all = [...this.all.slice(1 - MOST), { task, why, at: performance.now(), output }];
    const { revision } = task;
    const recent = this.of(revision, performance.now() - COUNTED_MS).length;
    // Like ECS, back off increasingly.
    const waves = recent / Math.max(1, this.desired());
    const pauseMs = Math.min(LONGEST_PAUSE_MS, 1000 * 2 ** (waves - AT_ONCE));
    if (waves > AT_ONCE) this.pausedUntil.set(revision, performance.now() + pauseMs);
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

  /** Whether the next tasks of a revision have to wait. Those of another one need not: an update ends the back-off of ECS. */
  isPausing(revision: TaskRevision): boolean {
    return performance.now() < (this.pausedUntil.get(revision) ?? 0);
  }
}
