import { numberAt, stringAt } from '../../assembly/json';
import { Unresolvable, type ResolvedResource, type ResolvedStack } from '../../stack';

const ALARM_TYPE = 'AWS::CloudWatch::Alarm';

/** A metric that the local load balancer measures. */
type LocalMetric =
  | 'HTTPCode_Target_5XX_Count' | 'HTTPCode_Target_4XX_Count' | 'HTTPCode_ELB_5XX_Count' | 'TargetResponseTime'
  | 'UnHealthyHostCount' | 'HealthyHostCount' | 'RequestCount';

/** A CloudWatch alarm on one metric of the load balancer or the target group. */
export interface AlarmSettings {
  readonly logicalId: string;
  readonly name: string;
  readonly metric: LocalMetric;
  readonly statistic: string;
  readonly periodSeconds: number;
  readonly evaluationPeriods: number;
  readonly datapointsToAlarm: number;
  readonly threshold: number;
  readonly comparisonOperator: string;
  readonly treatMissingData: 'breaching' | 'notBreaching' | 'ignore' | 'missing';
}

const LOCAL_METRICS: readonly string[] = [
  'HTTPCode_Target_5XX_Count', 'HTTPCode_Target_4XX_Count', 'HTTPCode_ELB_5XX_Count', 'TargetResponseTime',
  'UnHealthyHostCount', 'HealthyHostCount', 'RequestCount',
] satisfies LocalMetric[];

/** The stack's alarms that can be evaluated locally. */
export function readAlarms(stack: ResolvedStack): AlarmSettings[] {
  return Object.values(stack.resources).filter((each) => localMetric(each) !== undefined).map(readAlarm);
}

/** Applies the defaults of the CloudWatch API. */
function readAlarm(alarm: ResolvedResource): AlarmSettings {
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

/** The alarm's metric, if the local load balancer measures it. */
function localMetric({ type, properties }: ResolvedResource): LocalMetric | undefined {
  if (type !== ALARM_TYPE || properties.Namespace !== 'AWS/ApplicationELB') return undefined;
  return LOCAL_METRICS.includes(String(properties.MetricName)) ? properties.MetricName as LocalMetric : undefined;
}
