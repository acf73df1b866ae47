import { Duration } from 'aws-cdk-lib';
import { GraphWidget, Stats } from 'aws-cdk-lib/aws-cloudwatch';
import type { FargateService } from 'aws-cdk-lib/aws-ecs';

/** CPU and memory of the tasks. */
export function tasksWidget(service: FargateService): GraphWidget {
  const options = { statistic: Stats.AVERAGE, period: Duration.minutes(1) };
  return new GraphWidget({
    title: 'Tasks',
    width: 12,
    left: [service.metricCpuUtilization(options), service.metricMemoryUtilization(options)],
  });
}
