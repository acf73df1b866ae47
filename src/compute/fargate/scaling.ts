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

/** Number of tasks: at least `minCapacity`, more with CPU and requests. */
export function scaleTasks(props: ScalingProps): void {
  const { service, minCapacity, maxCapacity, targetCpuPercent, targetRequestsPerMinute } = props;
  const count = service.autoScaleTaskCount({ minCapacity, maxCapacity });
  // With equal minimum and maximum there is nothing to scale; the number itself still has to be set.
  if (minCapacity === maxCapacity) return;
  count.scaleOnCpuUtilization('Cpu', { policyName: 'cpu', targetUtilizationPercent: targetCpuPercent });
  if (targetRequestsPerMinute !== undefined) scaleOnRequests(props, count, targetRequestsPerMinute);
}

/** Requests go to only one of two target groups, and each deployment changes which one: a task's share is their sum. */
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
