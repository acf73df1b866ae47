import { Duration } from 'aws-cdk-lib';
import { GraphWidget, Metric, Stats, type IAlarm } from 'aws-cdk-lib/aws-cloudwatch';
import type { IEnvironmentAlarms } from '../../observability/alarms-config';

/** Metrics of the alias: both versions while traffic moves. */
function aliasMetric(functionName: string, aliasName: string, metricName: string, statistic: string): Metric {
  return new Metric({
    namespace: 'AWS/Lambda',
    metricName,
    dimensionsMap: { FunctionName: functionName, Resource: `${functionName}:${aliasName}` },
    statistic,
    period: Duration.minutes(1),
  });
}

/** A version that crashes, does not start, or runs out of memory or time. Responses, whatever their status, do not count. */
export function watchFunctionErrors(alarms: IEnvironmentAlarms, functionName: string, aliasName: string): IAlarm {
  return alarms.watch('FunctionErrors', {
    metric: aliasMetric(functionName, aliasName, 'Errors', Stats.SUM),
    threshold: 3,
    reason: 'invocations fail: the application exits, does not start, or exceeds its time or memory limit; look at its log',
  });
}

/** Does not roll back: throttling means more concurrent requests than allowed, whatever the revision. */
export function watchThrottles(alarms: IEnvironmentAlarms, functionName: string, aliasName: string): void {
  alarms.watch('Throttles', {
    metric: aliasMetric(functionName, aliasName, 'Throttles', Stats.SUM),
    threshold: 1,
    reason: 'there are more concurrent requests than execution environments are allowed; raise `reservedConcurrency` or the account\'s limit',
  });
}

/** Concurrency, errors, throttles and duration. */
export function functionWidget(functionName: string, aliasName: string): GraphWidget {
  const metric = (name: string, statistic: string) => aliasMetric(functionName, aliasName, name, statistic);
  return new GraphWidget({
    title: 'Function',
    width: 12,
    left: [metric('ConcurrentExecutions', Stats.MAXIMUM), metric('Errors', Stats.SUM), metric('Throttles', Stats.SUM)],
    right: [metric('Duration', Stats.percentile(95))],
  });
}
