import { Duration } from 'aws-cdk-lib';
import { MathExpression, Metric, Stats, type IMetric } from 'aws-cdk-lib/aws-cloudwatch';
import type { CfnReplicationGroup, CfnServerlessCache } from 'aws-cdk-lib/aws-elasticache';
import type { IEnvironmentAlarms } from '../../observability/alarms-config';

const NAMESPACE = 'AWS/ElastiCache';
const GIB = 1024 ** 3;
/** Far above it, every write evicts keys or is refused. */
const FULL = 0.85;

/** Resources that a cache runs out of. None of these alarms rolls a revision back. */
export function watchNodes(alarms: IEnvironmentAlarms, id: string, group: CfnReplicationGroup, count: number): void {
  alarms.watch(`${id}Memory`, {
    metric: highest(group, count, 'DatabaseMemoryUsagePercentage'),
    threshold: FULL * 100,
    evaluationPeriods: 5,
    reason: 'the memory of the cache is nearly full, in percent; look at keys that never expire, or choose a larger `nodeType`',
  });
  alarms.watch(`${id}Cpu`, {
    metric: highest(group, count, 'EngineCPUUtilization'),
    threshold: 90,
    evaluationPeriods: 10,
    reason: 'the CPU of the cache is busy; look for commands that scan many keys',
  });
}

/** The same for a serverless cache, which reports the quantities that it is billed by. */
export function watchServerless(alarms: IEnvironmentAlarms, id: string, cache: CfnServerlessCache, maximumGiB: number): void {
  const metric = (metricName: string, statistic: string) => new Metric({
    namespace: NAMESPACE, metricName, statistic, period: Duration.minutes(1), dimensionsMap: { clusterId: cache.ref },
  });
  alarms.watch(`${id}Memory`, {
    metric: new MathExpression({
      expression: `used / ${GIB}`,
      usingMetrics: { used: metric('BytesUsedForCache', Stats.MAXIMUM) },
      period: Duration.minutes(1),
      label: 'GiB in use',
    }),
    threshold: maximumGiB * FULL,
    evaluationPeriods: 5,
    reason: 'the cache holds nearly as much as `maximumGiB` allows; look at keys that never expire',
  });
  alarms.watch(`${id}Throttled`, {
    metric: metric('ThrottledCmds', Stats.SUM),
    threshold: 1,
    evaluationPeriods: 5,
    reason: 'the cache throttles commands because there are more than it can handle; it scales up by itself within minutes',
  });
}

/** Across all nodes, because a failover promotes another one. */
function highest(group: CfnReplicationGroup, count: number, metricName: string): IMetric {
  const usingMetrics = Object.fromEntries(Array.from({ length: count }, (_, index) => [`node${index + 1}`, new Metric({
    namespace: NAMESPACE,
    metricName,
    statistic: Stats.MAXIMUM,
    period: Duration.minutes(1),
    dimensionsMap: { CacheClusterId: `${group.ref}-00${index + 1}` },
  })]));
  if (count === 1) return usingMetrics.node1!;
  return new MathExpression({
    expression: `MAX([${Object.keys(usingMetrics).join(', ')}])`, usingMetrics, period: Duration.minutes(1), label: `${metricName}, all nodes`,
  });
}
