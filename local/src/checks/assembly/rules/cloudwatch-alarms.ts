import { at, booleanAt, listAt, numberAt, stringAt } from '../../../assembly/json';
import { textOf } from '../../../assembly/text';
import { type ResourceProblem, resourceRule, type Rule, type Subject } from '../rule';
import type { Node } from '../template-graph';

const ALARM = 'AWS::CloudWatch::Alarm';

export const CLOUDWATCH_ALARM_RULES: readonly Rule[] = [
  resourceRule('cloudwatch.alarm', ALARM, alarm),
  resourceRule('cloudwatch.alarm-actions', ALARM, alarmActions),
  resourceRule('cloudwatch.balancer-dimensions', ALARM, balancerDimensions),
];

function* alarm({ properties }: Node): Iterable<ResourceProblem> {
  if (properties.ComparisonOperator === undefined) {
    yield { path: 'Properties.ComparisonOperator', message: 'an alarm must have an operator', fix: 'write e.g. GreaterThanThreshold' };
  }
  const [periods, datapoints, period] = ['EvaluationPeriods', 'DatapointsToAlarm', 'Period'].map((key) => numberAt(properties, key));
  if (properties.EvaluationPeriods === undefined) {
    yield { path: 'Properties.EvaluationPeriods', message: 'an alarm must set its number of periods', fix: 'write e.g. 3' };
  }
  if (datapoints !== undefined && periods !== undefined && (datapoints < 1 || datapoints > periods)) {
    yield {
      path: 'Properties.DatapointsToAlarm',
      message: `must be from 1 to EvaluationPeriods (${periods})`,
      value: datapoints,
      fix: 'lower it',
    };
  }
  if (period !== undefined && ![1, 5, 10, 20, 30].includes(period) && (period < 60 || period % 60 !== 0)) {
    yield {
      path: 'Properties.Period',
      message: 'must be 10, 20, 30 or a multiple of 60 seconds',
      value: period,
      fix: 'write 60',
    };
  }
  if (period !== undefined && periods !== undefined && period * periods > (period < 3600 ? 86_400 : 604_800)) {
    yield {
      path: 'Properties.EvaluationPeriods',
      message: `an alarm evaluates a day at most, or a week with periods of an hour or more: these are ${period * periods} seconds`,
      value: periods,
      fix: 'lower it, or make Period shorter',
    };
  }
  if (properties.Threshold === undefined && properties.ThresholdMetricId === undefined) {
    yield {
      path: 'Properties.Threshold',
      message: 'an alarm must have a threshold',
      fix: 'set it',
    };
  }
  if (properties.MetricName !== undefined && properties.Namespace === undefined) {
    yield {
      path: 'Properties.Namespace',
      message: 'a metric must have a namespace',
      fix: 'write e.g. AWS/ApplicationELB',
    };
  }
  if (properties.MetricName === undefined && properties.Metrics === undefined) {
    yield {
      path: 'Properties.MetricName',
      message: 'an alarm must have a metric',
      fix: 'set MetricName or Metrics',
    };
  }
}

function* alarmActions({ properties }: Node, { graph }: Subject): Iterable<ResourceProblem> {
  if (booleanAt(properties, 'ActionsEnabled') === false) {
    yield {
      path: 'Properties.ActionsEnabled',
      message: 'an alarm without actions notifies nobody',
      value: false,
      fix: 'remove it',
      severity: 'warning',
    };
  }
  for (const key of ['AlarmActions', 'OKActions', 'InsufficientDataActions']) {
    for (const [index, action] of listAt(properties, key).entries()) {
      const node = graph.follow(action);
      const known = ['AWS::SNS::Topic', 'AWS::AutoScaling::ScalingPolicy', 'AWS::Lambda::Function', 'AWS::SSMIncidents::ResponsePlan'];
      if (node && !known.includes(node.type)) {
        yield {
          path: `Properties.${key}[${index}]`,
          message: `must be a topic, a scaling policy or a function, and ${node.logicalId} is a ${node.type}`,
          value: action,
          fix: 'name a topic',
        };
      }
    }
  }
}

function* balancerDimensions({ properties }: Node, { graph }: Subject): Iterable<ResourceProblem> {
  if (properties.Namespace !== 'AWS/ApplicationELB' || !Array.isArray(properties.Dimensions ?? [])) return;
  if (listAt(properties, 'Dimensions').some((each) => graph.isOpen(at(each, 'Name')))) return;
  const dimensions = new Map(listAt(properties, 'Dimensions').map((each) => [stringAt(each, 'Name'), at(each, 'Value')]));
  if (!dimensions.has('LoadBalancer')) {
    yield {
      path: 'Properties.Dimensions',
      message: 'a metric of a load balancer must name it',
      fix: 'add the dimension LoadBalancer',
    };
  }
  for (const [name, attribute] of [
    ['LoadBalancer', 'LoadBalancerFullName'],
    ['TargetGroup', 'TargetGroupFullName'],
  ] as const) {
    const value = dimensions.get(name);
    // An expression (`Fn::Select` over the ARN of the listener) is fine; only a direct reference can be known to be wrong.
    if (graph.follow(value) && !textOf(value).endsWith(`.${attribute}}`)) {
      yield {
        path: 'Properties.Dimensions',
        message: `the dimension ${name} must be the full name`,
        value,
        fix: `use Fn::GetAtt with ${attribute}`,
      };
    }
  }
  if (/^(UnHealthyHostCount|HealthyHostCount)$/.test(textOf(properties.MetricName)) && !dimensions.has('TargetGroup')) {
    yield {
      path: 'Properties.Dimensions',
      message: `${textOf(properties.MetricName)} is a metric of a target group`,
      fix: 'add the dimension TargetGroup',
    };
  }
}
