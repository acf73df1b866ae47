import { Duration } from 'aws-cdk-lib';
import type { AutoScalingGroup } from 'aws-cdk-lib/aws-autoscaling';
import { GraphWidget, Metric, Stats } from 'aws-cdk-lib/aws-cloudwatch';

/** Number of healthy and desired instances, and their CPU. */
export function fleetWidget({ autoScalingGroupName }: AutoScalingGroup): GraphWidget {
  const metric = (namespace: string, metricName: string, statistic: string) =>
    new Metric({ namespace, metricName, dimensionsMap: { AutoScalingGroupName: autoScalingGroupName }, statistic, period: Duration.minutes(1) });
  return new GraphWidget({
    title: 'Hosts',
    width: 12,
    left: [metric('AWS/AutoScaling', 'GroupInServiceInstances', Stats.MINIMUM), metric('AWS/AutoScaling', 'GroupDesiredCapacity', Stats.MAXIMUM)],
    right: [metric('AWS/EC2', 'CPUUtilization', Stats.AVERAGE)],
  });
}
