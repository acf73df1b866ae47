import { Duration, Stack } from 'aws-cdk-lib';
import { Metric, Stats, type IAlarm } from 'aws-cdk-lib/aws-cloudwatch';
import type { ApplicationLoadBalancer, ApplicationTargetGroup } from 'aws-cdk-lib/aws-elasticloadbalancingv2';
import type { Construct } from 'constructs';
import type { IEnvironmentAlarms } from '../../observability/alarms-config';

/** Longer than the first boot of an instance, which is unhealthy until its placeholder answers. */
const UNHEALTHY_MINUTES = 5;

/** Raised when a host stays unhealthy. */
export function watchHosts(alarms: IEnvironmentAlarms, loadBalancer: ApplicationLoadBalancer, targetGroup: ApplicationTargetGroup): IAlarm {
  return alarms.watch('UnhealthyHosts', {
    metric: new Metric({
      namespace: 'AWS/ApplicationELB',
      metricName: 'UnHealthyHostCount',
      dimensionsMap: { LoadBalancer: loadBalancer.loadBalancerFullName, TargetGroup: targetGroup.targetGroupFullName },
      statistic: Stats.MAXIMUM,
      period: Duration.minutes(1),
    }),
    threshold: 1,
    evaluationPeriods: UNHEALTHY_MINUTES,
    reason: 'a host has failed its health check for five minutes and Auto Scaling has not replaced it with a healthy one',
  });
}

/**
 * CodeDeploy has no metrics. This alarm does not roll back: otherwise one failed deployment would prevent the next.
 *
 * @see https://docs.aws.amazon.com/codedeploy/latest/userguide/monitoring-cloudwatch-events.html
 */
export function watchDeployments(scope: Construct, alarms: IEnvironmentAlarms, environmentName: string): void {
  alarms.watchEvents('FailedDeployments', {
    ruleId: 'DeploymentFailed',
    description: `Deployments to ${environmentName} that failed`,
    source: 'aws.codedeploy',
    detailType: 'CodeDeploy Deployment State-change Notification',
    detail: { state: ['FAILURE'], application: [Stack.of(scope).stackName], deploymentGroup: [environmentName] },
    reason: 'a deployment failed and the previous revision serves; the notification of the failed stage has the host and the script',
  });
}
