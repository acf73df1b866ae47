import type { AlarmSettings } from './environment-settings';
import { localMetric } from './local-resources';
import type { ResolvedResource } from './resolved-stack';
import { Unresolvable } from './unresolvable';
import { numberAt, stringAt } from '../assembly/json';

/** With the defaults of the CloudWatch API. */
export function readAlarm(alarm: ResolvedResource): AlarmSettings {
  const { logicalId, physicalId, properties } = alarm;
  const metric = localMetric(alarm);
  const threshold = numberAt(properties, 'Threshold');
  if (metric === undefined || threshold === undefined) throw new Unresolvable(`${logicalId} must have a metric and a Threshold`);
  const evaluationPeriods = numberAt(properties, 'EvaluationPeriods') ?? 1;
  return {
    logicalId,
    name: physicalId,
    metric,
    statistic: stringAt(properties, 'ExtendedStatistic') ?? stringAt(properties, 'Statistic') ?? 'Average',
    periodSeconds: numberAt(properties, 'Period') ?? 60,
    evaluationPeriods,
    datapointsToAlarm: numberAt(properties, 'DatapointsToAlarm') ?? evaluationPeriods,
    threshold,
    comparisonOperator: stringAt(properties, 'ComparisonOperator') ?? 'GreaterThanThreshold',
    treatMissingData: (stringAt(properties, 'TreatMissingData') ?? 'missing') as AlarmSettings['treatMissingData'],
  };
}
