import { randomInt } from 'node:crypto';
import { DeploymentFailed, DeploymentGuard } from './deployment-guard';
import { keep, roll, shift, whileKept, weightsOf, type Shift } from './deployments';
import type { EcsSettings } from './ecs-kind';
import { Hooks } from './hooks';
import type { ImageStore, LocalImage } from './image-store';
import { Tasks, type Task, type TaskRevision } from './tasks';
import { UnhealthyTasks } from './unhealthy-tasks';
import { Waits } from './waits';
import { stringAt } from '../../assembly/json';
import { ActionFailure } from '../../model/action-failure';
import type { DeploymentState, InstanceState } from '../../model/run-state';
import { AlarmWatch } from '../alarms/alarm-watch';
import { instanceLogs } from '../hosts/instance-logs';
import { InstanceMemory } from '../hosts/instance-memory';
import { applicationsOwnWords } from '../hosts/why-failed';
import type { Compute, Description, LocalResource, LogFile, ResourceContext, Work } from '../shape/resource';

export interface ServiceOptions {
  readonly images: ImageStore;
  /** What tasks do not see of this machine. */
  readonly hidden: readonly string[];
  /** How many times shorter waits are than the template says. */
  readonly shortened: number;
}

/** As long as a metric that counts it is in alarm. */
const FAILED_TASK_MS = 60_000;
const RECONCILE_EVERY_MS = 250;
const LONGEST_PAUSE_MS = 60_000;

/** A service of Amazon ECS: keeps its tasks running, and replaces them when the template says something else of them. */
export class LocalService implements LocalResource<EcsSettings> {
  readonly compute: Compute;
  readonly goesBack = true;
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
  private failures: { readonly task: Task; readonly why: string; readonly at: number }[] = [];
  private pausedUntil = 0;
  private reconciling?: NodeJS.Timeout;

  constructor(private readonly context: ResourceContext, private readonly options: ServiceOptions) {
    const { directory, reporter, closing, changed } = context;
    this.waits = new Waits(options.shortened);
    const balancer = () => context.entry().balancer;
    this.tasks = new Tasks({
      directory, reporter, closing, changed, balancer,
      hidden: options.hidden,
      settings: () => this.settings().service,
      secret: (secret) => this.secret(secret),
      failed: (task, why) => this.failed(task, why),
    });
    this.unhealthy = new UnhealthyTasks({ tasks: this.tasks, graceMs: () => this.settings().service.graceSeconds * 1000 });
    const members = () => this.tasks.staying().flatMap(({ instance }) => instance ? [{ instance, lifecycle: 'InService' as const }] : []);
    this.memory = new InstanceMemory(members, () => { this.endWhatIsTooLarge(); changed(); });
    this.compute = {
      deploy: async () => { throw new ActionFailure('tasks get their image by the stack, not by a deployment', { environment: context.environment }); },
      settled: () => this.settled(),
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
    if (isKnown) await this.bringUp(wanted, work);
    else await this.deployTo(wanted, settings, work);
  }

  async update(settings: EcsSettings, _before: EcsSettings, work: Work): Promise<void> {
    const before = this.current;
    const wanted = await this.revisionOf(settings);
    if (this.serving && JSON.stringify(wanted.settings) === JSON.stringify(this.serving.settings)) {
      this.current = settings;
      return;
    }
    this.current = settings;
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

  logs(): Promise<readonly LogFile[]> {
    return instanceLogs(this.context.directory);
  }

  async stop(): Promise<void> {
    clearInterval(this.reconciling);
    this.watch?.close();
    this.unhealthy.close();
    this.memory.close();
    await this.tasks.close();
  }

  /** What an earlier run left: the same image, with tasks of this run. */
  private async bringUp(wanted: TaskRevision, { signal }: Work): Promise<void> {
    this.serving = wanted;
    const guard = new DeploymentGuard({ signal, closing: this.context.closing, waits: this.waits, look: () => this.stopAtTooManyFailures(wanted) });
    await guard.until(() => this.tasks.healthy(wanted).length >= this.count());
  }

  private async deployTo(to: TaskRevision, settings: EcsSettings, work: Work): Promise<void> {
    const id = `ecs-svc/${randomInt(10 ** 12, 10 ** 13)}`;
    const { record, changed, environment } = this.context;
    const from = this.serving;
    const began = Date.now();
    let state: DeploymentState = { id, creator: 'user', revision: to.image.revision.commit.id, status: 'InProgress', startedAt: new Date(began).toISOString() };
    const set = (change: Partial<DeploymentState>) => {
      state = { ...state, ...change };
      record.changeDeployment(state);
      changed();
    };
    set({});
    this.busy += 1;
    work.reporter.info('ecs.deployment', `${environment}: ${settings.service.deployment.strategy} deployment of ${short(to)} to ${this.count()} task(s)`);
    try {
      const next = to.image.revision.commit.id;
      if (from) await this.context.underLoad(work.reporter, () => this.replace(from, to, settings, work), next);
      else await this.create(to, settings, work, next);
      this.serving = to;
      const { revision: before } = record.record;
      if (before?.id !== to.image.revision.id) record.change({ revision: to.image.revision, previousRevision: before });
      set({ status: 'Succeeded', seconds: secondsSince(began) });
    } catch (error) {
      if (!(error instanceof DeploymentFailed)) {
        set({ status: 'Stopped', seconds: secondsSince(began), message: 'it was stopped' });
        throw error;
      }
      set({ status: 'Failed', seconds: secondsSince(began), errorCode: error.errorCode, message: error.message });
      throw await this.failure(error, state, began);
    } finally {
      this.busy -= 1;
    }
  }

  /** Nothing serves before: what fails leaves nothing. */
  private async create(to: TaskRevision, settings: EcsSettings, { reporter, signal }: Work, next: string): Promise<void> {
    const look = this.lookOut(to, settings, []);
    const guard = new DeploymentGuard({ signal, closing: this.context.closing, waits: this.waits, look });
    try {
      await guard.until(() => {
        keep(this.tasks, to, this.count(), this.group);
        return this.tasks.healthy(to).length >= this.count();
      });
      await this.context.underLoad(reporter, () => this.bake(to, settings, guard, reporter), next);
    } catch (error) {
      await Promise.all(this.tasks.list().map((task) => this.tasks.stop(task)));
      throw error;
    }
  }

  private async replace(from: TaskRevision, to: TaskRevision, settings: EcsSettings, work: Work): Promise<void> {
    const { reporter, signal } = work;
    const active = this.activeAlarms(settings);
    const ignored = active.length > 0 ? settings.service.deployment.alarms : [];
    if (ignored.length > 0) {
      reporter.warning('ecs.alarms-ignored', `${active.join(', ')} is in alarm already: this deployment looks at no alarm, so that a repair can pass`);
    }
    const look = this.lookOut(to, settings, ignored);
    const guard = new DeploymentGuard({ signal, closing: this.context.closing, waits: this.waits, look });
    const parts: Shift = {
      from, to, guard, reporter,
      desired: this.count(),
      settings: settings.service.deployment,
      tasks: this.tasks,
      balancer: this.context.entry().balancer,
      hooks: new Hooks(settings.service.deployment.hooks, this.context, reporter),
      waits: this.waits,
      serving: this.group,
    };
    try {
      if (settings.service.deployment.strategy === 'ROLLING') await this.rollTo(parts, settings);
      else await this.shiftTo(parts, settings);
    } catch (error) {
      if (!this.context.closing.aborted) await this.goBack(parts, error as Error);
      throw error;
    }
  }

  private async rollTo(parts: Shift, settings: EcsSettings): Promise<void> {
    await roll(parts);
    // Old tasks are gone by now; new ones are started again where the bake time finds something.
    await whileKept({ ...parts, from: undefined }, this.group, () => this.bake(parts.to, settings, parts.guard, parts.reporter));
  }

  private async shiftTo(parts: Shift, settings: EcsSettings): Promise<void> {
    const other = await shift(parts);
    await whileKept(parts, other, () => this.bake(parts.to, settings, parts.guard, parts.reporter));
    this.group = other;
    parts.balancer.route({ weights: weightsOf(other, 0) });
    await Promise.all(this.tasks.staying(parts.from).map((task) => this.tasks.stop(task)));
  }

  /** The tasks that served before serve again. */
  private async goBack(parts: Shift, why: Error): Promise<void> {
    const { from, to, reporter, balancer } = parts;
    reporter.warning('ecs.rollback', `${this.context.environment} goes back to ${short(from!)}: ${why.message}`);
    balancer.route({ weights: weightsOf(this.group, 0) });
    const guard = new DeploymentGuard({ signal: this.context.closing, closing: this.context.closing, waits: this.waits, look: () => undefined });
    if (parts.settings.strategy === 'ROLLING') await roll({ ...parts, guard, from: to, to: from! });
    await Promise.all(this.tasks.staying(to).map((task) => this.tasks.stop(task)));
    await guard.until(() => {
      keep(this.tasks, from!, this.count(), this.group);
      return this.tasks.healthy(from).length >= this.count();
    });
  }

  private async bake(to: TaskRevision, { service: { deployment } }: EcsSettings, guard: DeploymentGuard, reporter: Work['reporter']): Promise<void> {
    const { bakeMinutes } = deployment;
    if (bakeMinutes > 0) reporter.info('ecs.bake', `${short(to)} serves, and is watched for ${this.waits.text(bakeMinutes)} (bake time)`);
    await guard.minutes(bakeMinutes);
  }

  /** What ends a deployment. */
  private lookOut(to: TaskRevision, settings: EcsSettings, ignored: readonly string[]): () => void {
    const began = Date.now();
    const { deployment } = settings.service;
    return () => {
      const failed = this.failures.filter(({ task, at }) => task.revision === to && at >= began);
      const threshold = Math.min(200, Math.max(3, Math.ceil(this.count() / 2)));
      if (deployment.circuitBreaker && failed.length >= threshold) {
        throw new DeploymentFailed('CIRCUIT_BREAKER', `${failed.length} tasks failed to start (circuit breaker): ${failed[0]!.why}`, failed[0]!.task.id);
      }
      const alarm = this.activeAlarms(settings).find((name) => !ignored.includes(name));
      const why = failed[0] ? `; task ${failed[0].task.id}: ${failed[0].why}` : '';
      if (alarm !== undefined) throw new DeploymentFailed('ALARM_ACTIVE', `alarm ${alarm} is in alarm${why}`, failed[0]?.task.id);
    };
  }

  private stopAtTooManyFailures(revision: TaskRevision): void {
    const failed = this.failures.filter(({ task }) => task.revision === revision);
    if (failed.length >= 10) throw new ActionFailure(`tasks of ${this.context.environment} do not start: ${failed[0]!.why}`, { environment: this.context.environment });
  }

  private activeAlarms({ service: { deployment: { alarms }, failedTaskAlarms } }: EcsSettings): string[] {
    const counted = this.failures.some(({ at }) => Date.now() - at < FAILED_TASK_MS) ? failedTaskAlarms : [];
    const active = new Set([...this.watch?.active() ?? [], ...counted]);
    return alarms.filter((name) => active.has(name));
  }

  private failed(task: Task, why: string): void {
    const { environment, reporter, tell } = this.context;
    this.failures = [...this.failures.slice(-200), { task, why, at: Date.now() }];
    const recent = this.failures.filter(({ at }) => Date.now() - at < FAILED_TASK_MS).length;
    // As ECS does, more and more slowly.
    if (recent > 3) this.pausedUntil = Date.now() + Math.min(LONGEST_PAUSE_MS, 1000 * 2 ** (recent - 3));
    reporter.within({ instance: task.id }).error('task.failed', `task ${task.id} of ${environment} is STOPPED: ${why}`);
    tell({ 'source': 'aws.ecs', 'detail-type': 'ECS Task State Change', 'detail': { lastStatus: 'STOPPED', stopCode: 'EssentialContainerExited' } });
  }

  /** Between deployments. */
  private reconcile(): void {
    if (this.busy > 0 || !this.serving || this.context.closing.aborted || Date.now() < this.pausedUntil) return;
    keep(this.tasks, this.serving, this.count(), this.group);
    const [extra] = this.tasks.staying(this.serving).slice(this.count());
    if (extra) void this.tasks.stop(extra);
  }

  /** A container that needs more memory than its task has is ended by the kernel. */
  private endWhatIsTooLarge(): void {
    for (const task of this.tasks.staying()) {
      const limit = task.revision.settings.memoryMiB * 2 ** 20;
      if ((this.memory.of(task.id) ?? 0) > limit) void this.tasks.kill(task, `OutOfMemoryError: container killed due to memory usage (${limit / 2 ** 20} MiB)`);
    }
  }

  private async failure({ message, task, errorCode }: DeploymentFailed, { id }: DeploymentState, began: number): Promise<ActionFailure> {
    const { environment, directory } = this.context;
    const failed = this.failures.find((each) => each.task.id === task);
    const lines = failed?.task.instance ? await applicationsOwnWords(failed.task.instance, directory, new Date(began)) : [];
    return new ActionFailure(`deployment ${id} to ${environment} was rolled back (${errorCode}): ${message}`, {
      environment, ...task !== undefined && { instance: task }, lastLines: lines,
    });
  }

  private async revisionOf({ service: { task, logicalId } }: EcsSettings): Promise<TaskRevision> {
    const image: LocalImage | undefined = await this.options.images.find(task.image);
    if (!image) throw new ActionFailure(`${logicalId} runs ${task.image || 'no image'}, which no build of this machine has made`, { environment: this.context.environment });
    return { settings: task, image };
  }

  private async secret({ name, store, id, field }: { name: string; store: 'secrets-manager' | 'parameter-store'; id: string; field?: string }): Promise<string> {
    const value = await this.context.secrets.find(store, id);
    if (value === undefined) throw new Error(`nobody has given a value for ${name} (${id}) to this run: write it into the JSON file that \`--stores\` names`);
    if (field === undefined) return value;
    const found = stringAt(JSON.parse(value) as object as never, field);
    if (found === undefined) throw new Error(`the secret ${id} has no field ${field}`);
    return found;
  }

  private async settled(): Promise<void> {
    await Promise.all(this.tasks.list().map(({ stopping }) => stopping));
  }

  private count(): number {
    return this.desired ?? this.settings().service.desiredCount;
  }

  private settings(): EcsSettings {
    if (!this.current) throw new Error(`the service of ${this.context.environment} has not come up`);
    return this.current;
  }
}

function short({ image }: TaskRevision): string {
  return image.revision.commit.id.slice(0, 7);
}

function secondsSince(time: number): number {
  return (Date.now() - time) / 1000;
}
