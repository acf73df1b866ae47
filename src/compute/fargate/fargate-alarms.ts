import { Duration } from 'aws-cdk-lib';
import { Metric, Stats, type IAlarm } from 'aws-cdk-lib/aws-cloudwatch';
import type { Cluster } from 'aws-cdk-lib/aws-ecs';
import type { ApplicationLoadBalancer, ApplicationTargetGroup } from 'aws-cdk-lib/aws-elasticloadbalancingv2';
import { Match } from 'aws-cdk-lib/aws-events';
import type { IEnvironmentAlarms } from '../../observability/alarms-config';

/** ECS replaces a task that fails its health checks, so one that stays unhealthy has no healthy replacement. */
const UNHEALTHY_MINUTES = 3;

/** Amazon ECS waits longer and longer before it starts a task again. While tasks crash often, the alarm stays active and lets a fix pass. */
const FAILED_MINUTES = 15;

/** Tasks that fail, in either target group. Otherwise ECS would start new tasks until CloudFormation gives up. */
export function watchTasks(
  alarms: IEnvironmentAlarms, loadBalancer: ApplicationLoadBalancer, groups: ApplicationTargetGroup[], cluster: Cluster,
): IAlarm[] {
  const unhealthy = groups.map((group, index) => alarms.watch(index === 0 ? 'UnhealthyTasks' : 'UnhealthyAlternateTasks', {
    metric: new Metric({
      namespace: 'AWS/ApplicationELB',
      metricName: 'UnHealthyHostCount',
      dimensionsMap: { LoadBalancer: loadBalancer.loadBalancerFullName, TargetGroup: group.targetGroupFullName },
      statistic: Stats.MAXIMUM,
      period: Duration.minutes(1),
    }),
    threshold: 1,
    evaluationPeriods: UNHEALTHY_MINUTES,
    reason: 'a task has failed its health check for three minutes and was not replaced with a healthy one',
  }));
  return [...unhealthy, alarms.watchEvents('FailedTasks', {
    description: 'Tasks that ended by themselves, or did not start',
    source: 'aws.ecs',
    detailType: 'ECS Task State Change',
    detail: {
      clusterArn: [cluster.clusterArn],
      // Excludes the task of `beforeDeployment`, which ends by itself when it has succeeded.
      group: Match.prefix('service:'),
      lastStatus: ['STOPPED'],
      // Excludes tasks that Amazon ECS itself stopped: deployments, scaling, Spot interruptions.
      stopCode: ['EssentialContainerExited', 'TaskFailedToStart'],
    },
    minutes: FAILED_MINUTES,
    reason: 'a task ended by itself or did not start; look at its log, and at the stopped reason in the console of the cluster',
  })];
}
