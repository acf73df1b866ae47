import type { DeploymentGuard } from './deployment-guard';
import type { Hooks, Moved } from './hooks';
import type { DeploymentSettings } from './service-settings';
import type { TaskRevision } from './task-revision';
import type { Task, Tasks } from './tasks';
import type { Waits } from './waits';
import type { Reporter } from '../../messages/reporter';
import type { LoadBalancer } from '../../model/target';

/** The old and the new tasks of a deployment, and what it needs to replace them. */
export interface Shift {
  readonly from?: TaskRevision;
  readonly to: TaskRevision;
  readonly desired: number;
  readonly settings: DeploymentSettings;
  readonly tasks: Tasks;
  readonly balancer: LoadBalancer;
  readonly guard: DeploymentGuard;
  readonly hooks: Hooks;
  readonly waits: Waits;
  readonly reporter: Reporter;
  /** The target group that receives the traffic. */
  readonly serving: 0 | 1;
  /** Called with the share of the requests that the new tasks get. */
  readonly onShift: (percent: number) => void;
}

/** Rolling update: a few tasks at a time, as many as the percentages allow. An old task stops when a new one has taken its place. */
export async function roll({ from, to, desired, settings, tasks, guard, serving }: Omit<Shift, 'hooks'>): Promise<void> {
  const least = Math.ceil(desired * settings.minimumHealthyPercent / 100);
  const most = Math.floor(desired * settings.maximumPercent / 100);
  for (;;) {
    guard.check();
    const [added, old] = [tasks.staying(to), from ? tasks.staying(from) : []];
    const healthy = tasks.healthy(to).length;
    if (healthy >= desired && old.length === 0) return;
    tasks.launchSome(Math.min(desired - added.length, most - added.length - old.length), to, serving);
    endSome(old, { tasks, healthy, desired, least });
    await guard.turn();
  }
}

interface Ending {
  readonly tasks: Tasks;
  /** Number of healthy new tasks. */
  readonly healthy: number;
  readonly desired: number;
  readonly least: number;
}

function endSome(old: readonly Task[], { tasks, healthy, desired, least }: Ending): void {
  const serving = new Set(tasks.healthy().map(({ id }) => id));
  // Stop those that serve nothing first.
  const order = [...old].sort((a, b) => Number(serving.has(a.id)) - Number(serving.has(b.id)));
  let remaining = serving.size;
  let kept = old.length;
  for (const task of order) {
    const takenOver = kept > desired - healthy || least < desired;
    const cost = serving.has(task.id) ? 1 : 0;
    if (!takenOver || remaining - cost < least) return;
    void tasks.stop(task);
    remaining -= cost;
    kept -= 1;
  }
}

/** Starts all new tasks beside the old ones, then shifts the traffic in the template's steps. Returns the target group that then receives it. */
export async function shift(parts: Shift): Promise<0 | 1> {
  const { from, to, desired, settings, tasks, guard, hooks, reporter, waits, serving, balancer } = parts;
  const other = serving === 0 ? 1 : 0;
  const ask = (stage: string, moved?: Moved) => whileKept(parts, other, () => hooks.at(stage, moved));
  const test = settings.test && { ...settings.test, group: other } as const;
  await hooks.at('RECONCILE_SERVICE');
  await hooks.at('PRE_SCALE_UP');
  await guard.until(() => {
    keep(tasks, to, desired, other);
    if (from) keep(tasks, from, desired, serving);
    return tasks.healthy(to).length >= desired;
  });
  await ask('POST_SCALE_UP');
  if (test) balancer.route({ weights: weightsOf(serving, 0), test });
  await ask('TEST_TRAFFIC_SHIFT', { test: 100 });
  await ask('POST_TEST_TRAFFIC_SHIFT');
  let before = 0;
  for (const percent of stepsOf(settings)) {
    await ask('PRE_PRODUCTION_TRAFFIC_SHIFT', { production: before });
    balancer.route({ weights: weightsOf(serving, percent), ...test && { test } });
    parts.onShift(percent);
    const watched = percent < 100 ? settings.shift?.bakeMinutes ?? 0 : 0;
    reporter.info('ecs.shift', `${percent} % of the requests go to the new tasks${watched > 0 ? `, monitored for ${waits.text(watched)}` : ''}`,
      { percent });
    await ask('PRODUCTION_TRAFFIC_SHIFT', { production: percent });
    await whileKept(parts, other, () => guard.minutes(watched));
    before = percent;
  }
  await ask('POST_PRODUCTION_TRAFFIC_SHIFT');
  return other;
}

/** Waits, and replaces tasks that end in the meantime. */
export async function whileKept({ tasks, from, to, desired, serving }: Shift, other: 0 | 1, wait: () => Promise<void>): Promise<void> {
  const keeping = setInterval(() => {
    keep(tasks, to, desired, other);
    if (from) keep(tasks, from, desired, serving);
  }, 200);
  try {
    await wait();
  } finally {
    clearInterval(keeping);
  }
}

/** Starts the tasks that are missing. */
export function keep(tasks: Tasks, revision: TaskRevision, desired: number, group: 0 | 1): void {
  tasks.launchSome(desired - tasks.staying(revision).length, revision, group);
}

/** The percentage of the traffic at each step; the last step is 100 %. */
function stepsOf({ strategy, shift: each }: DeploymentSettings): number[] {
  if (strategy === 'CANARY') return [each?.percent ?? 5, 100];
  if (strategy !== 'LINEAR') return [100];
  const percent = each?.percent ?? 10;
  const count = Math.ceil(100 / percent);
  return Array.from({ length: count }, (_, index) => Math.min(100, Math.round(percent * (index + 1) * 10) / 10));
}

export function weightsOf(serving: 0 | 1, percentOfOther: number): readonly [number, number] {
  const rest = 100 - percentOfOther;
  return serving === 0 ? [rest, percentOfOther] : [percentOfOther, rest];
}
