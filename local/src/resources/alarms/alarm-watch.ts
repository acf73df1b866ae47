import { isDeepStrictEqual } from 'node:util';
import { Alarm } from './alarm';
import type { AlarmSettings } from './alarm-settings';
import type { Reporter } from '../../messages/reporter';
import type { LoadBalancer } from '../../model/target';
import { deadline } from '../../system/deadline';

const EVERY_MS = 250;

export interface AlarmWatchParts {
  /** Settings from the change set in force. */
  readonly settings: () => readonly AlarmSettings[];
  readonly balancer: Pick<LoadBalancer, 'statistics' | 'targets'>;
  readonly reporter: Reporter;
}

/** Evaluates an environment's alarms continuously, because a deployment stops for an alarm that was raised before it began. */
export class AlarmWatch {
  private alarms: readonly Alarm[] = [];
  private readonly inAlarm = new Set<string>();
  private readonly listeners = new Set<() => void>();
  private readonly timer: NodeJS.Timeout;

  constructor(private readonly parts: AlarmWatchParts) {
    this.look();
    this.timer = setInterval(() => this.look(), EVERY_MS);
  }

  /** Names of the alarms in ALARM state. */
  active(): readonly string[] {
    return [...this.inAlarm];
  }

  /** Calls the listener whenever one of these alarms is in alarm, including now. Returns a function that unsubscribes. */
  onActive(names: readonly string[], listener: (name: string) => void): () => void {
    const notify = () => {
      const name = names.find((each) => this.inAlarm.has(each));
      if (name !== undefined) listener(name);
    };
    this.look();
    notify();
    this.listeners.add(notify);
    return () => this.listeners.delete(notify);
  }

  /** Resolves when one of these alarms is in alarm, or when those that count responses have seen a whole period, or at the signal. */
  async untilActive(names: readonly string[], signal: AbortSignal): Promise<void> {
    const counting = this.parts.settings().filter(({ name, metric }) => names.includes(name) && metric.startsWith('HTTPCode_'));
    const seconds = Math.max(0, ...counting.map(({ periodSeconds, evaluationPeriods }) => periodSeconds * evaluationPeriods));
    const over = AbortSignal.any([signal, deadline(seconds * 1000)]);
    let unwatch: () => unknown = () => undefined;
    await new Promise<void>((resolve) => {
      if (over.aborted || seconds === 0) resolve();
      over.addEventListener('abort', () => resolve(), { once: true });
      unwatch = this.onActive(names, () => resolve());
    });
    unwatch();
  }

  close(): void {
    clearInterval(this.timer);
  }

  private look(): void {
    const { settings, balancer } = this.parts;
    this.alarms = settings().map((each) => this.alarms.find((alarm) => isDeepStrictEqual(alarm.settings, each)) ?? new Alarm(each));
    for (const alarm of this.alarms) this.note(alarm.settings, alarm.observe(balancer, performance.now()) === 'ALARM');
    for (const name of this.inAlarm) if (!this.alarms.some(({ settings: each }) => each.name === name)) this.inAlarm.delete(name);
    for (const notify of this.listeners) notify();
  }

  private note(settings: AlarmSettings, active: boolean): void {
    const { name, metric, statistic, periodSeconds, threshold } = settings;
    if (active === this.inAlarm.has(name)) return;
    if (active) {
      this.inAlarm.add(name);
      const why = `${metric} ${statistic} over ${periodSeconds} s is beyond ${threshold}`;
      this.parts.reporter.warning('alarm.active', `alarm ${name} is in alarm: ${why}`, { name });
    } else {
      this.inAlarm.delete(name);
      this.parts.reporter.info('alarm.ok', `alarm ${name} is OK again`, { name });
    }
  }
}
