import { at, booleanAt, listAt, numberAt, stringAt } from '../../../assembly/json';
import { textOf } from '../../../assembly/text';
import { resourceRule, type Rule } from '../rule';

const ALARM = 'AWS::CloudWatch::Alarm';
const OPERATORS = [
  'GreaterThanOrEqualToThreshold',
  'GreaterThanThreshold',
  'LessThanThreshold',
  'LessThanOrEqualToThreshold',
  'LessThanLowerOrGreaterThanUpperThreshold',
  'LessThanLowerThreshold',
  'GreaterThanUpperThreshold',
];
const RETENTION = [1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653];

/** Alarms and log groups. */
export const OBSERVABILITY_RULES: readonly Rule[] = [
  resourceRule('cloudwatch.alarm', ALARM, function* ({ properties }) {
    const operator = stringAt(properties, 'ComparisonOperator');
    if (operator === undefined ? properties.ComparisonOperator === undefined : !OPERATORS.includes(operator)) {
      yield {
        path: 'Properties.ComparisonOperator',
        message: `must be one of ${OPERATORS.slice(0, 4).join(', ')}`,
        value: operator,
        fix: 'name one of them',
      };
    }
    const [periods, datapoints, period] = ['EvaluationPeriods', 'DatapointsToAlarm', 'Period'].map((key) => numberAt(properties, key));
    if (properties.EvaluationPeriods === undefined || (periods !== undefined && periods < 1)) {
      yield {
        path: 'Properties.EvaluationPeriods',
        message: 'must be at least 1',
        value: properties.EvaluationPeriods,
        fix: 'write e.g. 3',
      };
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
    const missing = stringAt(properties, 'TreatMissingData');
    if (missing !== undefined && !['breaching', 'notBreaching', 'ignore', 'missing'].includes(missing)) {
      yield {
        path: 'Properties.TreatMissingData',
        message: 'must be breaching, notBreaching, ignore or missing',
        value: missing,
        fix: 'write notBreaching',
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
        message: 'an alarm must watch a metric',
        fix: 'set MetricName or Metrics',
      };
    }
  }),

  resourceRule('cloudwatch.alarm-actions', ALARM, function* ({ properties }, { graph }) {
    if (booleanAt(properties, 'ActionsEnabled') === false) {
      yield {
        path: 'Properties.ActionsEnabled',
        message: 'an alarm without actions tells nobody',
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
  }),

  resourceRule('cloudwatch.balancer-dimensions', ALARM, function* ({ properties }, { graph }) {
    if (properties.Namespace !== 'AWS/ApplicationELB' || !Array.isArray(properties.Dimensions ?? [])) return;
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
      // An expression (`Fn::Select` over the ARN of the listener) is fine; only a plain reference to the wrong thing is known to be wrong.
      if (graph.follow(value) && !textOf(value).endsWith(`.${attribute}}`)) {
        yield {
          path: 'Properties.Dimensions',
          message: `the dimension ${name} is the full name`,
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
  }),

  resourceRule('logs.retention', 'AWS::Logs::LogGroup', function* ({ properties }) {
    const days = numberAt(properties, 'RetentionInDays');
    if (properties.RetentionInDays === undefined) {
      yield {
        path: 'Properties.RetentionInDays',
        message: 'logs that are kept for ever cost for ever',
        fix: 'write e.g. 30',
        severity: 'warning',
      };
    } else if (days !== undefined && !RETENTION.includes(days)) {
      yield {
        path: 'Properties.RetentionInDays',
        message: `must be one of ${RETENTION.join(', ')}`,
        value: days,
        fix: 'choose one of them',
      };
    }
  }),

  resourceRule('logs.flow-log', 'AWS::EC2::FlowLog', function* ({ properties }) {
    const traffic = stringAt(properties, 'TrafficType');
    if (traffic !== undefined && !['ACCEPT', 'ALL', 'REJECT'].includes(traffic)) {
      yield {
        path: 'Properties.TrafficType',
        message: 'must be ACCEPT, ALL or REJECT',
        value: traffic,
        fix: 'write REJECT',
      };
    }
    const destination = stringAt(properties, 'LogDestinationType') ?? 'cloud-watch-logs';
    if (destination === 'cloud-watch-logs' && properties.DeliverLogsPermissionArn === undefined) {
      yield {
        path: 'Properties.DeliverLogsPermissionArn',
        message: 'flow logs need a role to write to CloudWatch',
        fix: 'name the role',
      };
    }
  }),
];
