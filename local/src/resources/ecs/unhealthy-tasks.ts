import type { Tasks } from './tasks';
import type { TargetDescription } from '../../model/target';

const LOOK_EVERY_MS = 500;

export interface UnhealthyTasksParts {
  readonly tasks: Tasks;
  readonly graceMs: () => number;
}

/** Replaces a task that the load balancer reports as unhealthy, once the health check grace period has passed, as ECS does. */
export class UnhealthyTasks {
  private readonly unhealthy = new Map<string, string>();
  private readonly timer = setInterval(() => this.look(), LOOK_EVERY_MS).unref();

  constructor(private readonly parts: UnhealthyTasksParts) {}

  targetChanged({ id, state, reason, description }: TargetDescription): void {
    if (state === 'unhealthy') this.unhealthy.set(id, [reason, description].filter(Boolean).join(': '));
    else this.unhealthy.delete(id);
  }

  close(): void {
    clearInterval(this.timer);
  }

  private look(): void {
    for (const task of this.parts.tasks.staying()) {
      const why = this.unhealthy.get(task.id);
      if (why === undefined || performance.now() - task.startedAt < this.parts.graceMs()) continue;
      this.unhealthy.delete(task.id);
      void this.parts.tasks.kill(task, `it failed its load balancer health checks (${why})`);
    }
  }
}
