import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { launchTask, newTaskId, statusOf } from './launch-task';
import type { EcsServiceSettings } from './service-settings';
import type { TaskRevision } from './task-revision';
import { hostAddress, removeInstanceFiles, type RunningService } from '../../fleet';
import { messageOf } from '../../messages/message-of';
import type { Reporter } from '../../messages/reporter';
import type { Instance } from '../../model/instance';
import type { LoadBalancer } from '../../model/target';
import { isMissing } from '../../system/atomic-file';
import { returnPort } from '../../system/free-port';
import { untilListening } from '../../system/listening';
import { forgetOldLogs } from '../hosts/forget-logs';
import type { SecretVariable } from '../shape/secret-value';

type TaskState = 'PENDING' | 'RUNNING' | 'DEACTIVATING' | 'STOPPED';

export interface Task {
  readonly id: string;
  readonly availabilityZone: string;
  readonly revision: TaskRevision;
  readonly group: 0 | 1;
  /** From the monotonic clock. */
  readonly startedAt: number;
  /** From the clock of the logs. */
  readonly launchedAt: Date;
  port: number;
  state: TaskState;
  /** Aborted when the task has to stop. */
  readonly leaving: AbortController;
  launching?: Promise<RunningService>;
  instance?: Instance;
  /** Set once the task is stopping. */
  stopping?: Promise<void>;
}

export interface TasksParts {
  readonly directory: string;
  readonly hidden: readonly string[];
  readonly reporter: Reporter;
  readonly closing: AbortSignal;
  readonly settings: () => EcsServiceSettings;
  readonly balancer: () => LoadBalancer;
  /** Returns the value of one of the container's secrets. */
  readonly secret: (secret: SecretVariable) => Promise<string>;
  /** Whether so many tasks of a revision have failed that the next ones have to wait. */
  readonly isPausing: (revision: TaskRevision) => boolean;
  /** Called when a task ends unexpectedly. */
  readonly failed: (task: Task, why: string, hasExited: boolean) => void;
  readonly changed: () => void;
  /** Tests override the defaults. */
  readonly launch?: typeof launchTask;
  readonly remove?: (directory: string) => Promise<void>;
}

/** The tasks of a service: starts, registers and stops them. */
export class Tasks {
  private readonly all = new Set<Task>();
  /** Also of tasks that have stopped and whose files are being removed. */
  private readonly stops = new Map<Task, Promise<void>>();
  private removed: Promise<unknown> | undefined;
  private haveEnded?: () => void;
  /** Resolves when all tasks have ended, because the run ends. */
  private readonly allEnded = new Promise<void>((resolve) => { this.haveEnded = resolve; });

  constructor(private readonly parts: TasksParts) {}

  list(): readonly Task[] {
    return [...this.all];
  }

  /** The tasks that are not stopping. */
  staying(revision?: TaskRevision): readonly Task[] {
    return this.list().filter(({ state, revision: of }) => (state === 'PENDING' || state === 'RUNNING') && (!revision || of === revision));
  }

  healthy(revision?: TaskRevision): readonly Task[] {
    const targets = new Map(this.parts.balancer().targets().map(({ id, state }) => [id, state]));
    return this.staying(revision).filter(({ id }) => targets.get(id) === 'healthy');
  }

  /** Starts this many tasks, unless they have to wait. */
  launchSome(count: number, revision: TaskRevision, group: 0 | 1): void {
    if (this.parts.isPausing(revision)) return;
    for (let missing = count; missing > 0; missing -= 1) this.launch(revision, group);
  }

  launch(revision: TaskRevision, group: 0 | 1): Task {
    const task: Task = {
      id: newTaskId(),
      availabilityZone: this.quietestZone(),
      revision,
      group,
      startedAt: performance.now(),
      launchedAt: new Date(),
      port: 0,
      state: 'PENDING',
      leaving: new AbortController(),
    };
    this.all.add(task);
    void this.start(task).catch((error: unknown) => this.ended(task, messageOf(error)));
    return task;
  }

  /** Deregisters it, lets its requests finish, then stops it. */
  stop(task: Task): Promise<void> {
    if (!task.stopping) {
      task.stopping = this.stopNow(task).finally(() => this.stops.delete(task));
      this.stops.set(task, task.stopping);
    }
    return task.stopping;
  }

  /** Waits for the tasks that are stopping, and for their files to be gone. */
  async settled(): Promise<void> {
    await Promise.all(this.stops.values());
  }

  /** Stops it immediately, for example when its health checks have failed for too long. */
  async kill(task: Task, why: string): Promise<void> {
    if (task.stopping) return;
    this.parts.failed(task, why, false);
    await this.stop(task);
  }

  /** Resolves once no file of a task that has ended is being removed: the next run may begin right afterwards. */
  async close(): Promise<void> {
    await Promise.allSettled(this.list().map(async (task) => {
      task.state = 'DEACTIVATING';
      task.leaving.abort();
      await task.launching?.catch(() => undefined);
      await task.instance?.stop();
    }));
    this.haveEnded?.();
    await Promise.allSettled([this.removed, ...this.stops.values()]);
  }

  private async start(task: Task): Promise<void> {
    const { parts } = this;
    // Tasks of an earlier run no longer run, but their files are still there.
    this.removed ??= this.removeLeftovers();
    await this.removed;
    const reporter = parts.reporter.within({ instance: task.id });
    const address = await hostAddress(reporter);
    const { host, port } = address;
    task.port = port;
    const leaving = AbortSignal.any([parts.closing, task.leaving.signal]);
    if (leaving.aborted) {
      task.port = 0;
      returnPort(port);
    }
    leaving.throwIfAborted();
    task.launching = (parts.launch ?? launchTask)({
      id: task.id,
      availabilityZone: task.availabilityZone,
      address,
      revision: task.revision,
      directory: this.directoryOf(task),
      hidden: parts.hidden,
      // Tasks share the machine's network.
      environment: { PORT: String(port), HOST: host },
      secret: parts.secret,
    }, reporter, leaving);
    const { instance, ended } = await task.launching;
    task.instance = instance;
    if (this.isLeaving(task)) return;
    task.state = 'RUNNING';
    parts.changed();
    void ended.then((status) => this.ended(task, `its program exited with ${statusOf(status)}`));
    // Otherwise its first health check would come before the application listens, and the next one a whole interval later.
    await Promise.race([untilListening(host, port, parts.settings().graceSeconds * 1000, leaving), ended]);
    if (this.isLeaving(task) || parts.closing.aborted) return;
    parts.balancer().register({ id: task.id, host, port }, task.group);
  }

  private isLeaving({ state }: Task): boolean {
    return state === 'DEACTIVATING' || state === 'STOPPED';
  }

  private ended(task: Task, why: string): void {
    if (this.isLeaving(task) || this.parts.closing.aborted) return;
    this.parts.failed(task, why, true);
    void this.stop(task);
  }

  private async stopNow(task: Task): Promise<void> {
    task.state = 'DEACTIVATING';
    this.parts.changed();
    // A task that has ended finishes no more requests.
    await Promise.race([this.parts.balancer().deregister(task.id), this.allEnded]);
    task.leaving.abort();
    // A task that is still starting must have finished doing so before its files can be deleted.
    await task.launching?.catch(() => undefined);
    await task.instance?.stop();
    task.state = 'STOPPED';
    this.all.delete(task);
    returnPort(task.port);
    this.parts.reporter.within({ instance: task.id }).info('task.stopped', `task ${task.id} is STOPPED`);
    this.parts.changed();
    await this.removeFiles(task);
    await forgetOldLogs(this.parts.directory, (id) => this.list().some((other) => other.id === id));
  }

  /** What cannot be removed now is removed by the next run. */
  private async removeFiles({ id }: Pick<Task, 'id'>): Promise<void> {
    const { reporter, remove = removeInstanceFiles } = this.parts;
    try {
      for (const folder of ['disk', 'control']) await remove(join(this.directoryOf({ id }), folder));
    } catch (error) {
      reporter.within({ instance: id }).warning('task.files.kept', messageOf(error));
    }
  }

  private quietestZone(): string {
    const { availabilityZones } = this.parts.settings();
    const count = (zone: string) => this.staying().filter(({ availabilityZone }) => availabilityZone === zone).length;
    return availabilityZones.reduce((quietest, zone) => count(zone) < count(quietest) ? zone : quietest);
  }

  private directoryOf({ id }: Pick<Task, 'id'>): string {
    return join(this.parts.directory, 'instances', id);
  }

  private async removeLeftovers(): Promise<void> {
    const running = new Set(this.list().map(({ id }) => id));
    const names = await readdir(join(this.parts.directory, 'instances')).catch((error: unknown) => {
      if (!isMissing(error)) this.parts.reporter.warning('task.files.kept', messageOf(error));
      return [];
    });
    for (const id of names.filter((name) => !running.has(name))) await this.removeFiles({ id });
  }
}
