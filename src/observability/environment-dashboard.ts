import { Aws, Duration } from 'aws-cdk-lib';
import type { AutoScalingGroup } from 'aws-cdk-lib/aws-autoscaling';
import { AlarmStatusWidget, AlarmWidget, Dashboard, GraphWidget, Metric, Stats, type IAlarm } from 'aws-cdk-lib/aws-cloudwatch';
import type { ApplicationLoadBalancer } from 'aws-cdk-lib/aws-elasticloadbalancingv2';
import type { Construct } from 'constructs';

export interface EnvironmentDashboardProps {
  readonly stackName: string;
  readonly alarms: { readonly title: string; readonly alarm: IAlarm }[];
  readonly loadBalancer: ApplicationLoadBalancer;
  readonly fleet: AutoScalingGroup;
}

/** One page about an environment: is something wrong, since when, and how busy it is. */
export class EnvironmentDashboard extends Dashboard {
  constructor(scope: Construct, id: string, { stackName, alarms, loadBalancer, fleet }: EnvironmentDashboardProps) {
    // Dashboards of all regions share their names.
    super(scope, id, { dashboardName: `${stackName}-${Aws.REGION}`, defaultInterval: Duration.hours(12) });
    const group = { AutoScalingGroupName: fleet.autoScalingGroupName };
    const metric = (namespace: string, metricName: string, dimensionsMap: Record<string, string>, statistic: string) =>
      new Metric({ namespace, metricName, dimensionsMap, statistic, period: Duration.minutes(1) });
    this.addWidgets(new AlarmStatusWidget({ title: 'Alarms', alarms: alarms.map(({ alarm }) => alarm), width: 24, height: 3 }));
    this.addWidgets(
      new GraphWidget({
        title: 'Requests', width: 12, left: [metric('AWS/ApplicationELB', 'RequestCount', { LoadBalancer: loadBalancer.loadBalancerFullName }, Stats.SUM)],
      }),
      new GraphWidget({
        title: 'Hosts',
        width: 12,
        left: [metric('AWS/AutoScaling', 'GroupInServiceInstances', group, Stats.MINIMUM), metric('AWS/AutoScaling', 'GroupDesiredCapacity', group, Stats.MAXIMUM)],
        right: [metric('AWS/EC2', 'CPUUtilization', group, Stats.AVERAGE)],
      }),
    );
    this.addWidgets(...alarms.map(({ title, alarm }) => new AlarmWidget({ title, alarm, width: 8 })));
  }
}
