import { Alarm } from './alarm';
import type { Reporter } from '../../messages/reporter';
import type { LoadBalancer } from '../../model/target';
import type { AlarmSettings } from '../../stack';

const EVERY_MS = 250;

/** Looks at alarms while a deployment goes on. Returns the way to stop looking. */
export function watchAlarms(
  settings: readonly AlarmSettings[],
  balancer: Pick<LoadBalancer, 'statistics' | 'targets'>,
  reporter: Reporter,
  onAlarm: (alarm: AlarmSettings) => void,
): () => void {
  const alarms = settings.map((alarm) => new Alarm(alarm));
  const look = () => {
    for (const alarm of alarms) {
      if (alarm.observe(balancer, Date.now()) !== 'ALARM') continue;
      reporter.warning('alarm.active', `alarm ${alarm.settings.name} is in alarm: ${alarm.settings.metric} ${alarm.settings.statistic} over ${alarm.settings.periodSeconds} s is beyond ${alarm.settings.threshold}`);
      onAlarm(alarm.settings);
    }
  };
  look();
  const timer = setInterval(look, EVERY_MS);
  return () => clearInterval(timer);
}
