import { randomInt } from 'node:crypto';
import { runCommandTask } from './command-task';
import { DeploymentFailed, DeploymentGuard } from './deployment-guard';
import { keep, weightsOf } from './deployments';
import type { EcsSettings } from './ecs-settings';
import type { ImageStore, LocalImage } from './image-store';
import { commitOf, ServiceDeployment } from './service-deployment';
import type { EcsServiceSettings } from './service-settings';
import { TaskFailures } from './task-failures';
import type { TaskRevision } from './task-revision';
import { programOf } from './task-unit';
import { Tasks, type Task, type TasksParts } from './tasks';
import { UnhealthyTasks } from './unhealthy-tasks';
import { Waits } from './waits';
import { counted } from '../../messages/counted';
import { messageOf } from '../../messages/message-of';
import { ActionFailure, Stopped } from '../../model/action-failure';
import type { DeploymentState, InstanceState } from '../../model/run-state';
import { AlarmWatch } from '../alarms/alarm-watch';
import { InstanceMemory } from '../hosts/instance-memory';
import { shownOutput } from '../hosts/shown-output';
import { causeOf, containerOutput } from '../hosts/why-failed';
import type { Compute, Description, LocalResource, ResourceContext, Work } from '../shape/resource';
import { secretValue } from '../shape/secret-value';

export interface ServiceOptions {
  readonly images: ImageStore;
  /** Paths of this machine that are hidden from tasks. */
  readonly hidden: readonly string[];
  /** Factor by which waits are shorter than in the template. */
  readonly shortened: number;
  /** Tests override the default. */
  readonly launch?: TasksParts['launch'];
}

const RECONCILE_EVERY_MS = 250;

/** An Amazon ECS service: keeps its tasks running, and replaces them when their task definition changes. */
export class LocalService implements LocalResource<EcsSettings> {
  readonly compute: Compute;
  readonly rollsBackItself = true;
  private readonly tasks: Tasks;
  private readonly waits: Waits;
  private readonly unhealthy: UnhealthyTasks;
  private readonly memory: InstanceMemory;
  private watch?: AlarmWatch;
  private current?: EcsSettings;
  private serving?: TaskRevision;
  private group: 0 | 1 = 0;
  private desired?: number;
  private busy = 0;
  private readonly failures = new TaskFailures(() => this.count());
  private reconciling?: NodeJS.Timeout;

  constructor(private readonly context: ResourceContext, private readonly options: ServiceOptions) {
    const { directory, reporter, closing, changed } = context;
    this.waits = new Waits(options.shortened);
    const balancer = () => context.entry().balancer;
    this.tasks = new Tasks({
      directory,
      reporter,
      closing,
      changed,
      balancer,
      hidden: options.hidden,
      launch: options.launch,
      settings: () => this.settings().service,
      secret: (secret) => secretValue(context.secrets, secret),
      isPausing: (revision) => this.failures.isPausing(revision),
      failed: (task, why, hasExited) => this.failed(task, why, hasExited),
    });
    this.unhealthy = new UnhealthyTasks({ tasks: this.tasks, graceMs: () => this.settings().service.graceSeconds * 1000 });
    const members = () => this.tasks.staying().flatMap(({ instance }) => instance ? [{ instance, lifecycle: 'InService' as const }] : []);
    this.memory = new InstanceMemory(members, () => { this.killTasksOverMemoryLimit(); changed(); });
    this.compute = {
      hostKind: 'task',
      deploy: async () => {
        throw new ActionFailure('tasks get their image from the stack, not from a deployment', { environment: context.environment });
      },
      settled: () => this.tasks.settled(),
      setDesiredCapacity: (desired) => { this.desired = desired; },
    };
  }

  async start(settings: EcsSettings, work: Work): Promise<void> {
    const wanted = await this.revisionOf(settings);
    this.current = settings;
    const { balancer } = this.context.entry();
    if (!this.watch) {
      balancer.onTargetChange((target) => this.unhealthy.targetChanged(target));
      this.watch = new AlarmWatch({ settings: () => this.settings().alarms, balancer, reporter: this.context.reporter });
      this.reconciling = setInterval(() => this.reconcile(), RECONCILE_EVERY_MS);
    }
    balancer.route({ weights: weightsOf(this.group, 0) });
    const isKnown = this.context.record.record.revision?.id === wanted.image.revision.id;
    if (isKnown) return this.bringUp(wanted, work);
    await this.runCommand(settings, work);
    await this.deployTo(wanted, settings, work);
  }

  async update(settings: EcsSettings, _before: EcsSettings, work: Work): Promise<void> {
    const before = this.current;
    const wanted = await this.revisionOf(settings);
    const isSame = (one: unknown, other: unknown) => JSON.stringify(one) === JSON.stringify(other);
    const isServing = this.serving !== undefined && isSame(wanted.settings, this.serving.settings);
    if (!isSame(settings.service.before, before?.service.before)) await this.runCommand(settings, work);
    this.current = settings;
    // After a rollback that failed, what should serve may not.
    if (isServing) return this.bringUp(this.serving!, work);
    try {
      await this.deployTo(wanted, settings, work);
    } catch (error) {
      this.current = before;
      throw error;
    }
  }

  describe(): Description {
    const targets = new Map(this.context.entry().balancer.targets().map((target) => [target.id, target]));
    return {
      instances: this.tasks.list().map((task): InstanceState => {
        const target = targets.get(task.id);
        const memoryBytes = this.memory.of(task.id);
        return {
          id: task.id,
          availabilityZone: task.availabilityZone,
          lifecycle: task.state,
          inService: task.state === 'RUNNING',
          port: task.port,
          target: target?.state ?? 'unused',
          inFlight: target?.inFlight ?? 0,
          requests: target?.requests ?? 0,
          ...(target?.reason && { reason: target.reason }),
          revision: task.revision.image.revision.commit.id,
          ...(memoryBytes !== undefined && { memoryBytes }),
        };
      }),
    };
  }

  async stop(): Promise<void> {
    clearInterval(this.reconciling);
    this.watch?.close();
    this.unhealthy.close();
    this.memory.close();
    await this.tasks.close();
  }

  /** Starts tasks with the image that an earlier run left running. */
  private async bringUp(wanted: TaskRevision, { signal }: Work): Promise<void> {
    this.serving = wanted;
    const began = performance.now();
    const look = () => this.stopAtTooManyFailures(wanted, began);
    const guard = new DeploymentGuard({ signal, closing: this.context.closing, waits: this.waits, look });
    await guard.until(() => this.tasks.healthy(wanted).length >= this.count());
  }

  /** Runs before anything changes; a failure leaves everything as it is. */
  private async runCommand(settings: EcsSettings, work: Work): Promise<void> {
    const { before } = settings.service;
    if (!before) return;
    const { environment, directory, closing, secrets } = this.context;
    const { image } = await this.revisionOf(settings);
    await runCommandTask(
      { environment, directory, closing, hidden: this.options.hidden, secret: (secret) => secretValue(secrets, secret) },
      before, { settings: before.task, image }, work);
  }

  private async deployTo(to: TaskRevision, settings: EcsSettings, work: Work): Promise<void> {
    const id = `ecs-svc/${randomInt(10 ** 12, 10 ** 13)}`;
    const { record, changed, environment } = this.context;
    const from = this.serving;
    const began = performance.now();
    let state: DeploymentState = {
      id,
      creator: 'user',
      revision: to.image.revision.commit.id,
      status: 'InProgress',
      startedAt: new Date().toISOString(),
    };
    const set = (change: Partial<DeploymentState>) => {
      state = { ...state, ...change };
      record.changeDeployment(state);
      changed();
    };
    set({});
    this.busy += 1;
    work.reporter.info('ecs.deployment',
      `${environment}: ${settings.service.deployment.strategy} deployment of ${commitOf(to)} to ${counted(this.count(), 'task')}`);
    try {
      const next = to.image.revision.commit.id;
      const deployment = new ServiceDeployment({
        context: this.context,
        tasks: this.tasks,
        failures: this.failures,
        waits: this.waits,
        settings: settings.service,
        desired: () => this.count(),
        active: (of) => this.activeAlarms(of),
        outputOf: (task) => this.outputOf(task),
        serving: this.group,
        onShift: (shiftedPercent) => set({ shiftedPercent }),
        work,
      });
      if (from) {
        const { alarms } = settings.service.deployment;
        await this.context.asUnderTraffic(async (signal) => this.watch?.untilActive(alarms, signal), work);
        this.group = await this.context.underLoad(work.reporter, () => deployment.replace(from, to), { next });
      } else {
        await deployment.create(to, next);
      }
      this.serving = to;
      const { revision: before } = record.record;
      if (before?.id !== to.image.revision.id) record.change({ revision: to.image.revision, previousRevision: before });
      set({ status: 'Succeeded', seconds: secondsSince(began) });
    } catch (error) {
      const seconds = secondsSince(began);
      if (error instanceof DeploymentFailed) {
        set({ status: 'Failed', seconds, errorCode: error.errorCode, message: error.message });
        throw await this.failure(error, state);
      }
      const isStopped = error instanceof Stopped || work.signal.aborted || this.context.closing.aborted;
      set({ seconds, ...isStopped ? { status: 'Stopped', message: 'it was stopped by a user' } : { status: 'Failed', message: messageOf(error) } });
      throw error;
    } finally {
      this.busy -= 1;
    }
  }

  private async outputOf({ id, instance, launchedAt, revision: { settings } }: Task, exitedAfterMs?: number): Promise<readonly string[]> {
    if (!instance) return [];
    const answered = this.context.entry().balancer.targets().find((target) => target.id === id)?.answered;
    const { directory, reporter } = this.context;
    const output = await shownOutput(
      containerOutput(instance, settings.containerName, directory, launchedAt, exitedAfterMs), reporter.within({ instance: id }));
    return [...answered === undefined ? [] : [answered], ...output];
  }

  private stopAtTooManyFailures(revision: TaskRevision, since: number): void {
    const failed = this.failures.of(revision, since);
    if (failed.length >= Math.max(10, 2 * this.count())) {
      throw new ActionFailure(`tasks of ${this.context.environment} do not start: ${failed[0]!.why}`,
        { environment: this.context.environment });
    }
  }

  private activeAlarms({ deployment: { alarms }, failedTaskAlarms }: EcsServiceSettings): readonly string[] {
    const active = new Set([...this.watch?.active() ?? [], ...this.failures.recent() > 0 ? failedTaskAlarms : []]);
    return alarms.filter((name) => active.has(name));
  }

  private failed(task: Task, why: string, hasExited: boolean): void {
    const { environment, reporter } = this.context;
    // Read now: a task that was stopped no longer listens.
    this.failures.add(task, why, this.outputOf(task, hasExited ? performance.now() - task.startedAt : undefined));
    reporter.within({ instance: task.id }).error('task.failed', `task ${task.id} of ${environment} is STOPPED: ${why}`);
  }

  /** Keeps the desired number of tasks running between deployments. */
  private reconcile(): void {
    const { tasks, serving } = this;
    if (this.busy > 0 || !serving || this.context.closing.aborted) return;
    const count = this.count();
    keep(tasks, serving, count, this.group);
    const [extra] = tasks.staying(serving).slice(count);
    if (extra) void tasks.stop(extra);
    if (tasks.healthy(serving).length < count) return;
    // A rollback that failed has left tasks of the deployment, which were all that served.
    for (const task of tasks.staying()) if (task.revision !== serving) void tasks.stop(task);
  }

  /** Stands in for the kernel, which kills a container that exceeds its task's memory limit. */
  private killTasksOverMemoryLimit(): void {
    for (const task of this.tasks.staying()) {
      const limit = task.revision.settings.memoryMiB * 2 ** 20;
      if ((this.memory.of(task.id) ?? 0) > limit) {
        void this.tasks.kill(task,
          `OutOfMemoryError: container killed due to memory usage (${limit / 2 ** 20} MiB)`);
      }
    }
  }

  private async failure({ message, task, errorCode, lastLines, isRolledBack }: DeploymentFailed, { id }: DeploymentState): Promise<ActionFailure> {
    const { environment } = this.context;
    const output = await this.failures.find(task)?.output ?? [];
    const lines = [...output, ...lastLines];
    // The lines of a hook are its own output.
    const cause = errorCode === 'HOOK_FAILED' ? undefined : causeOf(lines);
    const text = `deployment ${id} to ${environment} ${isRolledBack ? 'was rolled back' : 'failed'} (${errorCode}): ${message}`;
    return new ActionFailure(cause === undefined ? text : `${cause}; ${text}`, {
      environment, ...task !== undefined && { instance: task }, lastLines: lines,
    });
  }

  private async revisionOf({ service: { task, logicalId } }: EcsSettings): Promise<TaskRevision> {
    const image: LocalImage | undefined = await this.options.images.find(task.image);
    if (!image) {
      throw new ActionFailure(`${logicalId} runs ${task.image || 'no image'}, which was not built on this machine`,
        { environment: this.context.environment });
    }
    if (programOf(task, image.configuration).length === 0) {
      throw new ActionFailure(`${logicalId}: neither the container ${task.containerName} nor its image has a command to run: `
        + 'set `compute.command`', { environment: this.context.environment });
    }
    return { settings: task, image };
  }

  private count(): number {
    return this.desired ?? this.settings().service.desiredCount;
  }

  private settings(): EcsSettings {
    if (!this.current) throw new Error(`the service of ${this.context.environment} is not running yet`);
    return this.current;
  }
}

function secondsSince(time: number): number {
  return (performance.now() - time) / 1000;
}
