import { randomUUID } from 'node:crypto';
import { DeploymentFailed, DeploymentGuard } from './deployment-guard';
import { keep, roll, shift, weightsOf, whileKept, type Shift } from './deployments';
import { Hooks } from './hooks';
import type { EcsServiceSettings } from './service-settings';
import type { TaskFailures } from './task-failures';
import type { TaskRevision, Tasks } from './tasks';
import type { Waits } from './waits';
import type { ResourceContext, Work } from '../shape/resource';

export interface ServiceDeploymentParts {
  readonly context: ResourceContext;
  readonly tasks: Tasks;
  readonly failures: TaskFailures;
  readonly waits: Waits;
  readonly settings: EcsServiceSettings;
  /** How many tasks there should be. */
  readonly desired: () => number;
  /** Names of those of these alarms that are active. */
  readonly active: (settings: EcsServiceSettings) => readonly string[];
  /** The target group that serves. */
  readonly serving: 0 | 1;
  readonly work: Work;
}

/** From the tasks that serve to other ones, or back. */
export class ServiceDeployment {
  constructor(private readonly parts: ServiceDeploymentParts) {}

  /** Nothing serves before: what fails leaves nothing. */
  async create(to: TaskRevision, next: string): Promise<void> {
    const { tasks, serving, desired, context, work: { reporter } } = this.parts;
    const guard = this.guard(this.lookOut(to, []));
    try {
      await guard.until(() => {
        keep(tasks, to, desired(), serving);
        return tasks.healthy(to).length >= desired();
      });
      await context.underLoad(reporter, () => this.bake(to, guard), next);
    } catch (error) {
      await Promise.all(tasks.list().map((task) => tasks.stop(task)));
      throw error;
    }
  }

  /** Gives the target group that serves from then on. */
  async replace(from: TaskRevision, to: TaskRevision): Promise<0 | 1> {
    const { active, settings: { deployment }, settings, context, tasks, waits, serving, desired, work: { reporter } } = this.parts;
    const alarms = active(settings);
    const ignored = alarms.length > 0 ? deployment.alarms : [];
    if (ignored.length > 0) {
      reporter.warning('ecs.alarms-ignored',
        `${alarms.join(', ')} is in alarm already: this deployment looks at no alarm, so that a repair can pass`);
    }
    const guard = this.guard(this.lookOut(to, ignored));
    const parts: Shift = {
      from,
      to,
      reporter,
      tasks,
      waits,
      serving,
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
      if (!context.closing.aborted) await this.goBack(from, parts, error as Error);
      throw error;
    }
  }

  private async rollTo(parts: Shift): Promise<0 | 1> {
    const { hooks } = parts;
    await hooks.at('RECONCILE_SERVICE');
    await hooks.at('PRE_SCALE_UP');
    await roll(parts);
    // Old tasks are gone by now: they are started again where the bake time finds something.
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

  /** The tasks that served before serve again. */
  private async goBack(from: TaskRevision, parts: Shift, why: Error): Promise<void> {
    const { to, reporter, balancer, tasks, serving, desired } = parts;
    const { environment, closing } = this.parts.context;
    reporter.warning('ecs.rollback', `${environment} is rolled back to ${commitOf(from)}: ${why.message}`);
    balancer.route({ weights: weightsOf(serving, 0) });
    const guard = new DeploymentGuard({ signal: closing, closing, waits: this.parts.waits, look: () => undefined });
    await parts.hooks.back(guard, closing);
    if (parts.settings.strategy === 'ROLLING') await roll({ ...parts, guard, from: to, to: from });
    await Promise.all(tasks.staying(to).map((task) => tasks.stop(task)));
    await guard.until(() => {
      keep(tasks, from, desired, serving);
      return tasks.healthy(from).length >= desired;
    });
  }

  private async bake(to: TaskRevision, guard: DeploymentGuard): Promise<void> {
    const { settings: { deployment: { bakeMinutes } }, waits, work: { reporter } } = this.parts;
    if (bakeMinutes > 0) reporter.info('ecs.bake', `${commitOf(to)} serves, and is watched for ${waits.text(bakeMinutes)} (bake time)`);
    await guard.minutes(bakeMinutes);
  }

  private guard(look: () => void): DeploymentGuard {
    const { context: { closing }, work: { signal }, waits } = this.parts;
    return new DeploymentGuard({ signal, closing, waits, look });
  }

  /** What ends a deployment. */
  private lookOut(to: TaskRevision, ignored: readonly string[]): () => void {
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
