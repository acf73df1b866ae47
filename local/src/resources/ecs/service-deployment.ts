import { randomUUID } from 'node:crypto';
import { DeploymentFailed, DeploymentGuard } from './deployment-guard';
import { keep, roll, shift, weightsOf, whileKept, type Shift } from './deployments';
import { Hooks } from './hooks';
import type { EcsServiceSettings } from './service-settings';
import type { TaskFailures } from './task-failures';
import type { TaskRevision } from './task-revision';
import type { Task, Tasks } from './tasks';
import type { Waits } from './waits';
import { messageOf } from '../../messages/message-of';
import type { ResourceContext, Work } from '../shape/resource';

export interface ServiceDeploymentParts {
  readonly context: ResourceContext;
  readonly tasks: Tasks;
  readonly failures: TaskFailures;
  readonly waits: Waits;
  readonly settings: EcsServiceSettings;
  /** The desired number of tasks. */
  readonly desired: () => number;
  /** Names of the service's alarms that are in ALARM state. */
  readonly active: (settings: EcsServiceSettings) => readonly string[];
  /** The output of a task's own application. */
  readonly outputOf: (task: Task) => Promise<readonly string[]>;
  /** The target group that receives the traffic. */
  readonly serving: 0 | 1;
  /** Called with the share of the requests that the new tasks get: 0 after a rollback. */
  readonly onShift: (percent: number) => void;
  readonly work: Work;
}

/**
 * So many tasks that fail during a rollback make it fail, and at least twice as many as should run; fewer once the execution was stopped,
 * because somebody waits for its end.
 */
const MOST_FAILURES = 10;
const MOST_FAILURES_ONCE_STOPPED = 3;

/** Replaces the tasks that serve with new ones, and rolls back if that fails. */
export class ServiceDeployment {
  constructor(private readonly parts: ServiceDeploymentParts) {}

  /** The first deployment: there is nothing to roll back to, so tasks that fail are removed. */
  async create(to: TaskRevision, next: string): Promise<void> {
    const { tasks, serving, desired, context, work: { reporter } } = this.parts;
    const guard = this.guard(this.failureCheck(to, []));
    try {
      await guard.until(() => {
        keep(tasks, to, desired(), serving);
        return tasks.healthy(to).length >= desired();
      });
      await context.underLoad(reporter, () => this.bake(to, guard), { next });
    } catch (error) {
      const failure = await this.withOutput(error as Error, to);
      await Promise.all(tasks.list().map((task) => tasks.stop(task)));
      throw failure;
    }
  }

  /** Returns the target group that receives the traffic afterwards. */
  async replace(from: TaskRevision, to: TaskRevision): Promise<0 | 1> {
    const { active, settings: { deployment }, settings, context, tasks, waits, serving, desired, onShift, work: { reporter } } = this.parts;
    const alarms = active(settings);
    const ignored = alarms.length > 0 ? deployment.alarms : [];
    if (ignored.length > 0) {
      reporter.warning('ecs.alarms-ignored',
        `${alarms.join(', ')} is already in alarm: this deployment ignores alarms, so that it can bring a fix`);
    }
    const guard = this.guard(this.failureCheck(to, ignored));
    const parts: Shift = {
      from,
      to,
      reporter,
      tasks,
      waits,
      serving,
      onShift,
      guard,
      desired: desired(),
      settings: deployment,
      balancer: context.entry().balancer,
      hooks: new Hooks({
        guard,
        waits,
        hooks: deployment.hooks,
        work: this.parts.work,
        service: context.environment,
        deployment: randomUUID(),
        from: idOf(from),
        to: idOf(to),
      }),
    };
    try {
      return await (deployment.strategy === 'ROLLING' ? this.rollTo(parts) : this.shiftTo(parts));
    } catch (error) {
      const failure = await this.withOutput(error as Error, to);
      throw context.closing.aborted ? failure : await this.rolledBack(from, parts, failure);
    }
  }

  private async rollTo(parts: Shift): Promise<0 | 1> {
    const { hooks } = parts;
    await hooks.at('RECONCILE_SERVICE');
    await hooks.at('PRE_SCALE_UP');
    await roll(parts);
    // The old tasks are gone by now; they are started again if the bake time reveals a failure.
    await whileKept({ ...parts, from: undefined }, parts.serving, async () => {
      await hooks.at('POST_SCALE_UP');
      await this.bake(parts.to, parts.guard);
    });
    return parts.serving;
  }

  private async shiftTo(parts: Shift): Promise<0 | 1> {
    const { tasks, from, balancer } = parts;
    const other = await shift(parts);
    await whileKept(parts, other, () => this.bake(parts.to, parts.guard));
    balancer.route({ weights: weightsOf(other, 0) });
    await Promise.all(tasks.staying(from).map((task) => tasks.stop(task)));
    return other;
  }

  /** An alarm names no task, so the failure includes the output of one of the new tasks, which is read before they are stopped. */
  private async withOutput(error: Error, to: TaskRevision): Promise<Error> {
    if (!(error instanceof DeploymentFailed) || error.errorCode !== 'ALARM_ACTIVE' || error.task !== undefined) return error;
    const { tasks, failures, outputOf } = this.parts;
    const [task] = tasks.staying(to);
    const output = await (task ? outputOf(task) : failures.of(to).at(-1)?.output) ?? [];
    return new DeploymentFailed(error.errorCode, error.message, undefined, output);
  }

  /** Goes back, and returns why the deployment failed. If that does not work either, the error says so. */
  private async rolledBack(from: TaskRevision, parts: Shift, failure: Error): Promise<Error> {
    const { environment, closing } = this.parts.context;
    try {
      await this.goBack(from, parts, failure);
      return failure;
    } catch (error) {
      if (closing.aborted) throw error;
      const problem = `the rollback to ${commitOf(from)} failed, too: ${messageOf(error)}`;
      parts.reporter.error('ecs.rollback.failed', `${environment}: ${problem}`);
      if (!(failure instanceof DeploymentFailed)) return failure;
      const { errorCode, message, task, lastLines } = failure;
      return new DeploymentFailed(errorCode, `${message}; ${problem}`, task, lastLines, false);
    }
  }

  /** Restores the tasks that served before the deployment. */
  private async goBack(from: TaskRevision, parts: Shift, why: Error): Promise<void> {
    const { to, reporter, balancer, tasks, serving, desired } = parts;
    const { environment, closing } = this.parts.context;
    reporter.warning('ecs.rollback', `rolling ${environment} back to ${commitOf(from)}: ${why.message}`);
    balancer.route({ weights: weightsOf(serving, 0) });
    if (parts.settings.strategy !== 'ROLLING') parts.onShift(0);
    const guard = new DeploymentGuard({ signal: closing, closing, waits: this.parts.waits, look: this.rollbackCheck(from) });
    await parts.hooks.back(guard, closing);
    if (parts.settings.strategy === 'ROLLING') await roll({ ...parts, guard, from: to, to: from });
    await Promise.all(tasks.staying(to).map((task) => tasks.stop(task)));
    await guard.until(() => {
      keep(tasks, from, desired, serving);
      return tasks.healthy(from).length >= desired;
    });
  }

  /** Returns a check that throws when the tasks that served before do not start any more: then it is the service that keeps trying. */
  private rollbackCheck(from: TaskRevision): () => void {
    const { failures, desired, work: { signal } } = this.parts;
    const began = performance.now();
    return () => {
      const failed = failures.of(from, began);
      const most = signal.aborted ? Math.max(MOST_FAILURES_ONCE_STOPPED, desired()) : Math.max(MOST_FAILURES, 2 * desired());
      if (failed.length < most) return;
      throw new Error(`${failed.length} tasks failed to start: ${failed[0]!.why}`);
    };
  }

  private async bake(to: TaskRevision, guard: DeploymentGuard): Promise<void> {
    const { settings: { deployment: { bakeMinutes } }, waits, work: { reporter } } = this.parts;
    if (bakeMinutes > 0) reporter.info('ecs.bake', `${commitOf(to)} is in service, monitored for ${waits.text(bakeMinutes)} (bake time)`);
    await guard.minutes(bakeMinutes);
  }

  private guard(look: () => void): DeploymentGuard {
    const { context: { closing }, work: { signal }, waits } = this.parts;
    return new DeploymentGuard({ signal, closing, waits, look });
  }

  /** Returns a check that throws when the deployment has to end. */
  private failureCheck(to: TaskRevision, ignored: readonly string[]): () => void {
    const { failures, settings, desired, active } = this.parts;
    const began = performance.now();
    return () => {
      const failed = failures.of(to, began);
      const [first] = failed;
      const threshold = Math.min(200, Math.max(3, Math.ceil(desired() / 2)));
      if (settings.deployment.circuitBreaker && failed.length >= threshold) {
        throw new DeploymentFailed('CIRCUIT_BREAKER', `${failed.length} tasks failed to start (circuit breaker): ${first!.why}`, first!.task.id);
      }
      const alarm = active(settings).find((name) => !ignored.includes(name));
      if (alarm === undefined) return;
      throw new DeploymentFailed('ALARM_ACTIVE', `alarm ${alarm} is in alarm${first ? `; task ${first.task.id}: ${first.why}` : ''}`, first?.task.id);
    };
  }
}

function idOf({ image }: TaskRevision): string {
  return image.revision.commit.id;
}

export function commitOf({ image }: TaskRevision): string {
  return image.revision.commit.id.slice(0, 7);
}
