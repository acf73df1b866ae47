import type { AlarmSettings } from './alarm-settings';
import type { LoadBalancer, LoadBalancerStatistics } from '../../model/target';

interface Sample {
  readonly time: number;
  readonly statistics: LoadBalancerStatistics;
  readonly healthy: number;
  readonly unhealthy: number;
}

export type AlarmStatus = 'OK' | 'ALARM' | 'INSUFFICIENT_DATA';

/**
 * One CloudWatch alarm, computed from what the local load balancer counts. CloudWatch evaluates whole minutes; here a period ends now, so
 * that a bad revision shows up within seconds.
 */
export class Alarm {
  private samples: Sample[] = [];

  constructor(readonly settings: AlarmSettings) {}

  observe(balancer: Pick<LoadBalancer, 'statistics' | 'targets'>, now: number): AlarmStatus {
    const targets = balancer.targets();
    this.samples.push({
      time: now,
      statistics: balancer.statistics(),
      healthy: targets.filter(({ state }) => state === 'healthy').length,
      unhealthy: targets.filter(({ state }) => state === 'unhealthy').length,
    });
    const { periodSeconds, evaluationPeriods } = this.settings;
    const oldest = now - (periodSeconds * evaluationPeriods + 1) * 1000;
    while (this.samples.length > 1 && this.samples[1].time <= oldest) this.samples.shift();
    return this.evaluate(now);
  }

  private evaluate(now: number): AlarmStatus {
    const { evaluationPeriods, datapointsToAlarm, treatMissingData } = this.settings;
    const periods = Array.from({ length: evaluationPeriods }, (_, index) => this.datapoint(now, index));
    const known = periods.filter((value) => value !== undefined);
    const breaching = periods.filter((value) => value === undefined ? treatMissingData === 'breaching' : this.breaches(value));
    if (known.length === 0 && treatMissingData !== 'breaching') return treatMissingData === 'notBreaching' ? 'OK' : 'INSUFFICIENT_DATA';
    return breaching.length >= datapointsToAlarm ? 'ALARM' : 'OK';
  }

  /** The statistic over the period that ended `index` periods ago; `undefined` if there was no data. */
  private datapoint(now: number, index: number): number | undefined {
    const length = this.settings.periodSeconds * 1000;
    const end = now - index * length;
    const inside = this.samples.filter(({ time }) => time > end - length && time <= end);
    const before = this.samples.filter(({ time }) => time <= end - length).at(-1) ?? inside[0];
    const last = inside.at(-1);
    if (!last || !before || (index > 0 && before === last)) return undefined;
    switch (this.settings.metric) {
      case 'UnHealthyHostCount': return statisticOf(this.settings.statistic, inside.map(({ unhealthy }) => unhealthy));
      case 'HealthyHostCount': return statisticOf(this.settings.statistic, inside.map(({ healthy }) => healthy));
      case 'TargetResponseTime': return last.statistics.requests === before.statistics.requests
        ? undefined
        : responseSeconds(last.statistics, this.settings.statistic);
      default: return counted(this.settings.metric, last.statistics) - counted(this.settings.metric, before.statistics);
    }
  }

  private breaches(value: number): boolean {
    const { comparisonOperator, threshold } = this.settings;
    switch (comparisonOperator) {
      case 'GreaterThanThreshold': return value > threshold;
      case 'GreaterThanOrEqualToThreshold': return value >= threshold;
      case 'LessThanThreshold': return value < threshold;
      case 'LessThanOrEqualToThreshold': return value <= threshold;
      default: throw new Error(`alarm ${this.settings.name}: comparison operator ${comparisonOperator} is not supported locally`);
    }
  }
}

function statisticOf(statistic: string, values: readonly number[]): number {
  switch (statistic) {
    case 'Minimum': return Math.min(...values);
    case 'Average': return values.reduce((sum, value) => sum + value, 0) / values.length;
    case 'Sum': return values.reduce((sum, value) => sum + value, 0);
    default: return Math.max(...values);
  }
}

function responseSeconds(statistics: LoadBalancerStatistics, statistic: string): number {
  const milliseconds = /^p(9\d|100)/.test(statistic) || statistic === 'Maximum' ? statistics.p99Ms : statistics.p50Ms;
  return milliseconds / 1000;
}

function counted(metric: AlarmSettings['metric'], statistics: LoadBalancerStatistics): number {
  switch (metric) {
    case 'HTTPCode_Target_5XX_Count': return statistics.target5xx;
    case 'HTTPCode_Target_4XX_Count': return statistics.target4xx;
    case 'HTTPCode_ELB_5XX_Count': return statistics.elb502 + statistics.elb503 + statistics.elb504;
    case 'RequestCount': return statistics.requests;
    default: throw new Error(`metric ${metric} is not a count`);
  }
}
