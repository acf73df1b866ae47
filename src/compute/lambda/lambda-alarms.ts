import { Duration } from 'aws-cdk-lib';
import { GraphWidget, Metric, Stats, type IAlarm } from 'aws-cdk-lib/aws-cloudwatch';
import type { IEnvironmentAlarms } from '../../observability/alarms-config';

/** Of what the alias sends requests to: both versions while traffic moves. */
function aliasMetric(functionName: string, aliasName: string, metricName: string, statistic: string): Metric {
  return new Metric({
    namespace: 'AWS/Lambda',
    metricName,
    dimensionsMap: { FunctionName: functionName, Resource: `${functionName}:${aliasName}` },
    statistic,
    period: Duration.minutes(1),
  });
}

/** A version that ends, runs out of memory or time, or does not start. What the application itself answers is no error of the function. */
export function watchFunctionErrors(alarms: IEnvironmentAlarms, functionName: string, aliasName: string): IAlarm {
  return alarms.watch('FunctionErrors', {
    metric: aliasMetric(functionName, aliasName, 'Errors', Stats.SUM),
    threshold: 3,
    reason: 'invocations fail: the application ends, does not start, or takes more time or memory than it may; look at its log',
  });
}

/** Not a reason to roll back: more requests came than may be answered at once. */
export function watchThrottles(alarms: IEnvironmentAlarms, functionName: string, aliasName: string): void {
  alarms.watch('Throttles', {
    metric: aliasMetric(functionName, aliasName, 'Throttles', Stats.SUM),
    threshold: 1,
    reason: 'more requests come at the same time than there may be execution environments; raise `reservedConcurrency` or the limit of the account',
  });
}

/** How many requests are answered at the same time, and how many are lost. */
export function functionWidget(functionName: string, aliasName: string): GraphWidget {
  const metric = (name: string, statistic: string) => aliasMetric(functionName, aliasName, name, statistic);
  return new GraphWidget({
    title: 'Function',
    width: 12,
    left: [metric('ConcurrentExecutions', Stats.MAXIMUM), metric('Errors', Stats.SUM), metric('Throttles', Stats.SUM)],
    right: [metric('Duration', Stats.percentile(95))],
  });
}
