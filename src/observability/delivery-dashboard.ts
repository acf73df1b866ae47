import { Aws, Duration } from 'aws-cdk-lib';
import { Dashboard, GraphWidget, MathExpression, Metric, SingleValueWidget, Stats, type IMetric } from 'aws-cdk-lib/aws-cloudwatch';
import type { Construct } from 'constructs';

export interface DeliveryDashboardProps {
  readonly pipelineName: string;
  readonly production: string[];
}

/** The four DORA metrics of each production environment, by week. */
export class DeliveryDashboard extends Dashboard {
  constructor(scope: Construct, id: string, { pipelineName, production }: DeliveryDashboardProps) {
    // Dashboards share one namespace in all regions.
    super(scope, id, { dashboardName: `${pipelineName}-delivery-${Aws.REGION}`, defaultInterval: Duration.days(90) });
    for (const environment of production) {
      const measures = doraMeasures({ Pipeline: pipelineName, Environment: environment });
      this.addWidgets(new SingleValueWidget({ title: `${environment}: the last week`, metrics: measures, width: 24, height: 4 }));
      this.addWidgets(...measures.map((measure) => new GraphWidget({ title: `${environment}: ${measure.label}`, left: [measure], width: 6 })));
    }
  }
}

interface Measure extends IMetric { readonly label?: string }

function doraMeasures(dimensionsMap: Record<string, string>): Measure[] {
  const metric = (metricName: string, statistic: string, label?: string) =>
    new Metric({ namespace: 'GoStyle/Delivery', metricName, dimensionsMap, statistic, label, period: Duration.days(7) });
  return [
    metric('Deployments', Stats.SUM, 'Deployments a week'),
    metric('LeadTime', Stats.p(50), 'Lead time (s)'),
    new MathExpression({
      label: 'Change failure rate (%)',
      expression: '100 * failed / (failed + released)',
      usingMetrics: { failed: metric('FailedDeployments', Stats.SUM), released: metric('Deployments', Stats.SUM) },
      period: Duration.days(7),
    }),
    metric('TimeToRestore', Stats.AVERAGE, 'Time to restore (s)'),
  ];
}
