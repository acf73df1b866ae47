import { NO_TRAFFIC, type LoadBalancerStatistics, type TargetDescription, type TargetHealthState } from '../../src/model/target';
import { Alarm, type AlarmStatus } from '../../src/resources/alarms/alarm';
import type { AlarmSettings } from '../../src/resources/alarms/alarm-settings';

const SETTINGS: AlarmSettings = {
  logicalId: 'Errors',
  name: 'Errors',
  metric: 'HTTPCode_Target_5XX_Count',
  statistic: 'Sum',
  periodSeconds: 60,
  evaluationPeriods: 1,
  datapointsToAlarm: 1,
  threshold: 10,
  comparisonOperator: 'GreaterThanThreshold',
  treatMissingData: 'notBreaching',
};

function target(state: TargetHealthState): TargetDescription {
  return { id: state, host: '127.0.0.1', port: 1, state, inFlight: 0, requests: 0 };
}

interface Second {
  readonly statistics?: Partial<LoadBalancerStatistics>;
  readonly targets?: readonly TargetHealthState[];
}

/** Passes one state of the load balancer a second to the alarm, and returns its last message. */
function after(alarm: Alarm, seconds: readonly Second[]): AlarmStatus {
  let status: AlarmStatus = 'OK';
  seconds.forEach(({ statistics, targets = [] }, index) => {
    status = alarm.observe({ statistics: () => ({ ...NO_TRAFFIC, ...statistics }), targets: () => targets.map(target) }, index * 1000);
  });
  return status;
}

const errors = (count: number) => ({ statistics: { target5xx: count } });

test('errors above the threshold within a period', () => {
  expect(after(new Alarm(SETTINGS), [errors(0), errors(5), errors(10)])).toBe('OK');
  expect(after(new Alarm(SETTINGS), [errors(0), errors(5), errors(11)])).toBe('ALARM');
});

test('errors before the alarm was created do not count', () => {
  expect(after(new Alarm(SETTINGS), [errors(100), errors(105)])).toBe('OK');
});

test('errors older than the period are forgotten', () => {
  const alarm = new Alarm({ ...SETTINGS, periodSeconds: 3 });
  expect(after(alarm, [errors(0), errors(11), errors(11), errors(11), errors(11), errors(11)])).toBe('OK');
});

test('more than one period has to breach the threshold if the alarm requires it', () => {
  const settings = { ...SETTINGS, periodSeconds: 2, evaluationPeriods: 2, datapointsToAlarm: 2 };
  expect(after(new Alarm(settings), [errors(0), errors(0), errors(0), errors(11), errors(22)])).toBe('OK');
  expect(after(new Alarm(settings), [errors(0), errors(11), errors(22), errors(33), errors(44)])).toBe('ALARM');
});

test('unhealthy hosts', () => {
  const settings: AlarmSettings = {
    ...SETTINGS,
    metric: 'UnHealthyHostCount',
    statistic: 'Maximum',
    threshold: 1,
    comparisonOperator: 'GreaterThanOrEqualToThreshold',
  };
  expect(after(new Alarm(settings), [{ targets: ['healthy', 'initial', 'draining'] }])).toBe('OK');
  expect(after(new Alarm(settings), [{ targets: ['healthy', 'unhealthy'] }])).toBe('ALARM');
});
