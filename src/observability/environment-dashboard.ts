import { Aws, Duration } from 'aws-cdk-lib';
import { AlarmStatusWidget, AlarmWidget, Dashboard, GraphWidget, Metric, Stats, type IAlarm, type IWidget } from 'aws-cdk-lib/aws-cloudwatch';
import type { ApplicationLoadBalancer } from 'aws-cdk-lib/aws-elasticloadbalancingv2';
import type { Construct } from 'constructs';

export interface EnvironmentDashboardProps {
  readonly stackName: string;
  readonly alarms: { readonly title: string; readonly alarm: IAlarm }[];
  readonly loadBalancer: ApplicationLoadBalancer;
  /** Widgets of the environment's parts. */
  readonly widgets: IWidget[];
}

/** Dashboard of an environment: alarms, their history, and load. */
export class EnvironmentDashboard extends Dashboard {
  constructor(scope: Construct, id: string, { stackName, alarms, loadBalancer, widgets }: EnvironmentDashboardProps) {
    // Dashboards share one namespace in all regions.
    super(scope, id, { dashboardName: `${stackName}-${Aws.REGION}`, defaultInterval: Duration.hours(12) });
    const requests = new Metric({
      namespace: 'AWS/ApplicationELB',
      metricName: 'RequestCount',
      dimensionsMap: { LoadBalancer: loadBalancer.loadBalancerFullName },
      statistic: Stats.SUM,
      period: Duration.minutes(1),
    });
    this.addWidgets(new AlarmStatusWidget({ title: 'Alarms', alarms: alarms.map(({ alarm }) => alarm), width: 24, height: 3 }));
    this.addWidgets(new GraphWidget({ title: 'Requests', width: 12, left: [requests] }), ...widgets);
    this.addWidgets(...alarms.map(({ title, alarm }) => new AlarmWidget({ title, alarm, width: 8 })));
  }
}
