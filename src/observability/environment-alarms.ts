import { Duration } from 'aws-cdk-lib';
import { Alarm, ComparisonOperator, Metric, Stats, TreatMissingData, type IAlarm } from 'aws-cdk-lib/aws-cloudwatch';
import type { ApplicationLoadBalancer, ApplicationTargetGroup } from 'aws-cdk-lib/aws-elasticloadbalancingv2';
import { CfnRule } from 'aws-cdk-lib/aws-events';
import { Construct } from 'constructs';
import type { AlarmThresholds } from './alarm-thresholds';
import type { AlarmWatch, EventWatch, IEnvironmentAlarms } from './alarms-config';
import { matchedEvents } from './matched-events';

export interface EnvironmentAlarmsProps {
  readonly environmentName: string;
  readonly loadBalancer: ApplicationLoadBalancer;
  readonly thresholds: AlarmThresholds;
  /** ARN of the topic that is notified when an alarm starts and ends. */
  readonly topicArn: string;
}

/** Alarms of an environment, which notify people and roll back deployments. */
export class EnvironmentAlarms extends Construct implements IEnvironmentAlarms {
  /** All alarms, in order of creation. */
  readonly all: { readonly title: string; readonly alarm: IAlarm }[] = [];

  constructor(scope: Construct, id: string, private readonly props: EnvironmentAlarmsProps) {
    super(scope, id);
  }

  watchRequests(targetGroup?: ApplicationTargetGroup): IAlarm[] {
    const { thresholds } = this.props;
    const errors = { threshold: thresholds.errorsPerMinute ?? 10 };
    const ofTargets = { ...this.ofBalancer(), ...targetGroup && { TargetGroup: targetGroup.targetGroupFullName } };
    return [
      this.watch('ApplicationErrors', {
        ...errors,
        metric: elbMetric('HTTPCode_Target_5XX_Count', Stats.SUM, ofTargets),
        reason: 'the application responds with errors (HTTP 5xx); look at its log',
      }),
      this.watch('LoadBalancerErrors', {
        ...errors,
        metric: elbMetric('HTTPCode_ELB_5XX_Count', Stats.SUM, this.ofBalancer()),
        reason: 'the load balancer responds itself (HTTP 502, 503, 504): hosts are unreachable, close connections too early or take too long',
      }),
      this.watch('Latency', {
        metric: elbMetric('TargetResponseTime', Stats.percentile(95), ofTargets),
        threshold: (thresholds.latency ?? Duration.seconds(2)).toSeconds({ integral: false }),
        evaluationPeriods: 3,
        reason: '5 % of the requests are too slow; look at the CPU and at what the application waits for',
      }),
    ];
  }

  /** For what has no metric: counts the events that a rule matches. The rule has no target. */
  watchEvents(id: string, { source, detailType, detail, description, reason, minutes, ruleId = `${id}Events` }: EventWatch): IAlarm {
    const eventPattern = { 'source': [source], 'detail-type': [detailType], 'detail': detail };
    const rule = new CfnRule(this, ruleId, { description, eventPattern });
    return this.watch(id, { metric: matchedEvents(rule), threshold: 1, evaluationPeriods: minutes, datapointsToAlarm: minutes && 1, reason });
  }

  watch(id: string, { metric, threshold, evaluationPeriods = 1, datapointsToAlarm, reason }: AlarmWatch): IAlarm {
    const alarm = new Alarm(this, id, {
      metric,
      threshold,
      evaluationPeriods,
      datapointsToAlarm,
      comparisonOperator: ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
      // Without requests there is no data, and nothing is wrong.
      treatMissingData: TreatMissingData.NOT_BREACHING,
      alarmDescription: `${this.props.environmentName}: ${reason}`,
    });
    const action = { bind: () => ({ alarmActionArn: this.props.topicArn }) };
    alarm.addAlarmAction(action);
    alarm.addOkAction(action);
    this.all.push({ title: id, alarm });
    return alarm;
  }

  private ofBalancer(): Record<string, string> {
    return { LoadBalancer: this.props.loadBalancer.loadBalancerFullName };
  }
}

function elbMetric(metricName: string, statistic: string, dimensionsMap: Record<string, string>): Metric {
  return new Metric({ namespace: 'AWS/ApplicationELB', metricName, statistic, dimensionsMap, period: Duration.minutes(1) });
}
