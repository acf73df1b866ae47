import { CfnScalingPolicy } from 'aws-cdk-lib/aws-applicationautoscaling';
import type { FargateService, ScalableTaskCount } from 'aws-cdk-lib/aws-ecs';
import type { ApplicationLoadBalancer, ApplicationTargetGroup } from 'aws-cdk-lib/aws-elasticloadbalancingv2';

export interface ScalingProps {
  readonly service: FargateService;
  readonly loadBalancer: ApplicationLoadBalancer;
  readonly groups: ApplicationTargetGroup[];
  readonly minCapacity: number;
  readonly maxCapacity: number;
  readonly targetCpuPercent: number;
  readonly targetRequestsPerMinute?: number;
}

/** How many tasks there are: at least the smallest number, with CPU and requests more. */
export function scaleTasks(props: ScalingProps): void {
  const { service, minCapacity, maxCapacity, targetCpuPercent, targetRequestsPerMinute } = props;
  const count = service.autoScaleTaskCount({ minCapacity, maxCapacity });
  // Between the same minimum and maximum there is nothing to scale, but the number itself.
  if (minCapacity === maxCapacity) return;
  count.scaleOnCpuUtilization('Cpu', { policyName: 'cpu', targetUtilizationPercent: targetCpuPercent });
  if (targetRequestsPerMinute !== undefined) scaleOnRequests(props, count, targetRequestsPerMinute);
}

/** Only one of two target groups has requests, and which one changes with each deployment: their sum is what a task gets. */
function scaleOnRequests({ service, loadBalancer, groups }: ScalingProps, count: ScalableTaskCount, targetValue: number): void {
  const target = count.node.findChild('Target').node.defaultChild as unknown as { readonly ref: string };
  const metrics = groups.map((group, index) => ({
    id: `requests${index}`,
    returnData: false,
    metricStat: {
      stat: 'Sum',
      metric: {
        namespace: 'AWS/ApplicationELB',
        metricName: 'RequestCountPerTarget',
        dimensions: [
          { name: 'LoadBalancer', value: loadBalancer.loadBalancerFullName },
          { name: 'TargetGroup', value: group.targetGroupFullName },
        ],
      },
    },
  }));
  const expression = metrics.map(({ id }) => `FILL(${id}, 0)`).join(' + ');
  new CfnScalingPolicy(service, 'ScaleOnRequests', {
    policyName: 'requests',
    policyType: 'TargetTrackingScaling',
    scalingTargetId: target.ref,
    targetTrackingScalingPolicyConfiguration: {
      targetValue,
      customizedMetricSpecification: {
        metrics: [...metrics, { id: 'requestsPerTask', expression, label: 'Requests a minute and task', returnData: true }],
      },
    },
  });
}
