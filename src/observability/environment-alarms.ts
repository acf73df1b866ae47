import { Duration } from 'aws-cdk-lib';
import { Alarm, ComparisonOperator, Metric, Stats, TreatMissingData, type AlarmProps, type IAlarm } from 'aws-cdk-lib/aws-cloudwatch';
import type { ApplicationLoadBalancer, ApplicationTargetGroup } from 'aws-cdk-lib/aws-elasticloadbalancingv2';
import { CfnRule } from 'aws-cdk-lib/aws-events';
import { Construct } from 'constructs';
import type { AlarmThresholds } from './alarm-thresholds';

export interface EnvironmentAlarmsProps {
  readonly environmentName: string;
  readonly applicationName: string;
  readonly deploymentGroupName: string;
  readonly loadBalancer: ApplicationLoadBalancer;
  readonly targetGroup: ApplicationTargetGroup;
  readonly thresholds: AlarmThresholds;
  /** ARN of the topic that is told when an alarm starts and ends. */
  readonly topicArn: string;
}

/** What of an alarm differs from the others. */
interface Watch extends Pick<AlarmProps, 'metric' | 'threshold' | 'evaluationPeriods'> {
  /** What is wrong, and what to look at first. */
  readonly reason: string;
}

/** What is wrong with an environment, for people and for a deployment that has to be taken back. */
export class EnvironmentAlarms extends Construct {
  /** Those that a bad revision raises: they stop a deployment and roll it back. */
  readonly rollbackAlarms: IAlarm[];

  /** All of them. */
  readonly all: { readonly title: string; readonly alarm: IAlarm }[] = [];

  constructor(scope: Construct, id: string, private readonly props: EnvironmentAlarmsProps) {
    super(scope, id);
    const errors = { threshold: props.thresholds.errorsPerMinute ?? 10, evaluationPeriods: 1 };
    this.rollbackAlarms = [
      this.watch('ApplicationErrors', {
        ...errors,
        metric: this.targetMetric('HTTPCode_Target_5XX_Count', Stats.SUM),
        reason: 'the application answers with errors (HTTP 5xx); look at its log',
      }),
      this.watch('LoadBalancerErrors', {
        ...errors,
        metric: this.balancerMetric('HTTPCode_ELB_5XX_Count', Stats.SUM),
        reason: 'the load balancer answers for the application (HTTP 502, 503, 504): hosts are gone, close connections too early or take too long',
      }),
      this.watch('Latency', {
        metric: this.targetMetric('TargetResponseTime', Stats.percentile(95)),
        threshold: (props.thresholds.latency ?? Duration.seconds(2)).toSeconds({ integral: false }),
        evaluationPeriods: 3,
        reason: 'five of a hundred requests wait too long; look at CPU and at what the application waits for',
      }),
      // Longer than the first boot of an instance, which is unhealthy until its placeholder answers.
      this.watch('UnhealthyHosts', {
        metric: this.targetMetric('UnHealthyHostCount', Stats.MAXIMUM),
        threshold: 1,
        evaluationPeriods: 5,
        reason: 'a host has failed its health check for five minutes and Auto Scaling has not replaced it with a healthy one',
      }),
    ];
    this.watchDeployments();
  }

  /**
   * CodeDeploy has no metrics: a rule counts its events. It has no target, so what counts is what it matched, not what it did. Not a
   * reason to roll back, or a failure would forbid its repair.
   *
   * @see https://docs.aws.amazon.com/codedeploy/latest/userguide/monitoring-cloudwatch-events.html
   * @see https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-monitoring.html
   */
  private watchDeployments(): void {
    const { applicationName, deploymentGroupName } = this.props;
    const rule = new CfnRule(this, 'DeploymentFailed', {
      description: `Deployments to ${this.props.environmentName} that failed`,
      eventPattern: {
        'source': ['aws.codedeploy'],
        'detail-type': ['CodeDeploy Deployment State-change Notification'],
        'detail': { state: ['FAILURE'], application: [applicationName], deploymentGroup: [deploymentGroupName] },
      },
    });
    this.watch('FailedDeployments', {
      metric: new Metric({
        namespace: 'AWS/Events', metricName: 'MatchedEvents', dimensionsMap: { RuleName: rule.ref }, statistic: Stats.SUM, period: Duration.minutes(1),
      }),
      threshold: 1,
      evaluationPeriods: 1,
      reason: 'a deployment failed and the revision before it serves; the message about the failed stage names the host and the script',
    });
  }

  private watch(id: string, { reason, ...watch }: Watch): IAlarm {
    const alarm = new Alarm(this, id, {
      ...watch,
      comparisonOperator: ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
      // Without requests nothing is measured, and nothing is wrong.
      treatMissingData: TreatMissingData.NOT_BREACHING,
      alarmDescription: `${this.props.environmentName}: ${reason}`,
    });
    const action = { bind: () => ({ alarmActionArn: this.props.topicArn }) };
    alarm.addAlarmAction(action);
    alarm.addOkAction(action);
    this.all.push({ title: id, alarm });
    return alarm;
  }

  private targetMetric(metricName: string, statistic: string): Metric {
    const { loadBalancer, targetGroup } = this.props;
    return elbMetric(metricName, statistic, { LoadBalancer: loadBalancer.loadBalancerFullName, TargetGroup: targetGroup.targetGroupFullName });
  }

  private balancerMetric(metricName: string, statistic: string): Metric {
    return elbMetric(metricName, statistic, { LoadBalancer: this.props.loadBalancer.loadBalancerFullName });
  }
}

function elbMetric(metricName: string, statistic: string, dimensionsMap: Record<string, string>): Metric {
  return new Metric({ namespace: 'AWS/ApplicationELB', metricName, statistic, dimensionsMap, period: Duration.minutes(1) });
}
