import { isList, numberAt, stringAt, type Json } from '../../../assembly/json';
import { resourceRule, type Rule, type ResourceProblem, type Subject } from '../rule';
import { similarTo } from '../similar';
import type { TemplateGraph, Node } from '../template-graph';

const ALARM = 'AWS::CloudWatch::Alarm';
const EXTENDED_STATISTIC = /^(p|tm|wm|tc|ts)\d{1,2}(\.\d+)?$|^p100$|^IQM$|^(PR|TM|TC|TS|WM)\(.+\)$/;
/**
 * Metrics that alarms of a web environment use. @see
 * https://docs.aws.amazon.com/elasticloadbalancing/latest/application/load-balancer-cloudwatch-metrics.html
 */
const METRICS: Readonly<Record<string, readonly string[]>> = {
  'AWS/ApplicationELB': [
    'ActiveConnectionCount',
    'AnomalousHostCount',
    'ClientTLSNegotiationErrorCount',
    'ConsumedLCUs',
    'DesyncMitigationMode_NonCompliant_Request_Count',
    'DroppedInvalidHeaderRequestCount',
    'ForwardedInvalidHeaderRequestCount',
    'GrpcRequestCount',
    'HTTP_Fixed_Response_Count',
    'HTTP_Redirect_Count',
    'HTTP_Redirect_Url_Limit_Exceeded_Count',
    'HTTPCode_ELB_3XX_Count',
    'HTTPCode_ELB_4XX_Count',
    'HTTPCode_ELB_500_Count',
    'HTTPCode_ELB_502_Count',
    'HTTPCode_ELB_503_Count',
    'HTTPCode_ELB_504_Count',
    'HTTPCode_ELB_5XX_Count',
    'HTTPCode_Target_2XX_Count',
    'HTTPCode_Target_3XX_Count',
    'HTTPCode_Target_4XX_Count',
    'HTTPCode_Target_5XX_Count',
    'HealthyHostCount',
    'HealthyStateDNS',
    'HealthyStateRouting',
    'IPv6ProcessedBytes',
    'IPv6RequestCount',
    'MitigatedHostCount',
    'NewConnectionCount',
    'NonStickyRequestCount',
    'PeakLCUs',
    'ProcessedBytes',
    'RejectedConnectionCount',
    'RequestCount',
    'RequestCountPerTarget',
    'ReservedLCUs',
    'RuleEvaluations',
    'TargetConnectionErrorCount',
    'TargetResponseTime',
    'TargetTLSNegotiationErrorCount',
    'UnHealthyHostCount',
    'UnhealthyRoutingRequestCount',
    'UnhealthyStateDNS',
    'UnhealthyStateRouting',
    'ZonalShiftedHostCount',
  ],
  'AWS/Events': [
    'DeadLetterInvocations',
    'Events',
    'FailedInvocations',
    'IngestionToInvocationCompleteLatency',
    'IngestionToInvocationStartLatency',
    'IngestionToInvocationSuccessLatency',
    'InvocationAttempts',
    'Invocations',
    'InvocationsCreated',
    'InvocationsFailedToBeSentToDlq',
    'InvocationsSentToDlq',
    'MatchedEvents',
    'PutEventsApproximateCallCount',
    'PutEventsApproximateFailedCount',
    'PutEventsApproximateSuccessCount',
    'PutEventsApproximateThrottledCount',
    'PutEventsEntriesCount',
    'PutEventsFailedEntriesCount',
    'PutEventsLatency',
    'PutEventsRequestSize',
    'RetryInvocationAttempts',
    'SuccessfulInvocationAttempts',
    'ThrottledRules',
    'TriggeredRules',
  ],
};
const NAMESPACES = [
  ...Object.keys(METRICS),
  'AWS/EC2',
  'AWS/AutoScaling',
  'AWS/NATGateway',
  'AWS/CodeBuild',
  'AWS/Lambda',
  'AWS/S3',
  'AWS/SNS',
  'AWS/RDS',
  'AWS/Logs',
  'AWS/NetworkELB',
  'AWS/ELB',
];

/** What an alarm monitors, and whether anything reacts to it. */
export const ALARM_METRIC_RULES: readonly Rule[] = [
  resourceRule('cloudwatch.metric', ALARM, cloudwatchMetric, 'warning'),
  resourceRule('cloudwatch.statistic', ALARM, statistic),
  resourceRule('cloudwatch.unheard', ALARM, unheard, 'warning'),
];

function* cloudwatchMetric({ properties }: Node): Iterable<ResourceProblem> {
  const [namespace, metric] = [stringAt(properties, 'Namespace') ?? '', stringAt(properties, 'MetricName')];
  const meant = NAMESPACES.includes(namespace) ? undefined : misspelled(namespace);
  if (meant !== undefined) {
    yield {
      path: 'Properties.Namespace',
      message: 'no service has this namespace: the alarm would never have data',
      value: namespace,
      fix: `write ${meant}`,
    };
  }
  const known = Object.hasOwn(METRICS, namespace) ? METRICS[namespace] : undefined;
  if (metric !== undefined && known && !known.includes(metric)) {
    yield {
      path: 'Properties.MetricName',
      message: `${namespace} has no such metric: the alarm would never have data`,
      value: metric,
      fix: `write ${similarTo(metric, known) ?? 'one that it has'}`,
    };
  }
  const threshold = numberAt(properties, 'Threshold');
  if (threshold !== undefined && threshold < 0 && namespace.startsWith('AWS/')) {
    yield {
      path: 'Properties.Threshold',
      message: 'this metric is never below 0',
      value: threshold,
      fix: 'write a value that it can pass',
    };
  }
}

function* statistic({ properties }: Node): Iterable<ResourceProblem> {
  if (properties.MetricName === undefined) return;
  const extended = stringAt(properties, 'ExtendedStatistic');
  if (properties.Period === undefined) {
    yield { path: 'Properties.Period', message: 'an alarm on a metric must have a period', fix: 'write 60' };
  }
  if (properties.Statistic === undefined && properties.ExtendedStatistic === undefined) {
    yield {
      path: 'Properties.Statistic',
      message: 'an alarm on a metric must have a statistic',
      fix: 'write e.g. Sum',
    };
  }
  if (extended !== undefined && !EXTENDED_STATISTIC.test(extended)) {
    yield {
      path: 'Properties.ExtendedStatistic',
      message: 'must be a percentile or a trimmed statistic',
      value: extended,
      fix: 'write e.g. p95',
    };
  }
}

function* unheard(alarm: Node, { graph }: Subject): Iterable<ResourceProblem> {
  const [begins, ...others] = ['AlarmActions', 'OKActions', 'InsufficientDataActions'].map((key) => hasActions(alarm.properties[key]));
  if (begins) return;
  if (!others.includes(true) && !users(graph).includes(alarm.logicalId)) {
    yield {
      path: 'Properties.AlarmActions',
      message: 'this alarm has no action that notifies anyone or triggers anything',
      fix: 'name a topic, or use it in a deployment group',
    };
  }
  if (others.includes(true)) {
    yield {
      path: 'Properties.AlarmActions',
      message: 'this alarm notifies when it ends, but not when it starts',
      fix: 'name the topic in AlarmActions too',
    };
  }
}

/** There are many namespaces: only different capitalization, or a single wrong letter in a long name, is certainly a mistake. */
function misspelled(namespace: string): string | undefined {
  const meant = similarTo(namespace, NAMESPACES);
  const sameLetters = meant?.toLowerCase() === namespace.toLowerCase();
  return sameLetters || (namespace.startsWith('AWS/') && namespace.length > 12) ? meant : undefined;
}

function hasActions(value: Json | undefined): boolean {
  return isList(value) ? value.length > 0 : value !== undefined;
}

/** Logical ids mentioned by any resource other than alarms and dashboards. */
function users(graph: TemplateGraph): string[] {
  return graph.nodes
    .filter(({ type }) => type !== ALARM && type !== 'AWS::CloudWatch::Dashboard')
    .flatMap(({ properties, updatePolicy }) => graph.mentioned([properties, updatePolicy ?? null]))
    .filter(({ type }) => type === ALARM)
    .map(({ logicalId }) => logicalId);
}
