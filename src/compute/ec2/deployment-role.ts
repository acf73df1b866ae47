import { ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { Construct } from 'constructs';
import { autoScalingGroupArn } from './fleet-arns';
import type { DeployedFleet } from './in-place-deployment';
import { allow } from '../../core/permissions';
import { ServiceRole } from '../../core/service-role';

/** What CodeDeploy may do for a deployment in place, instead of the managed `AWSCodeDeployRole` that may do it to every fleet. */
export class DeploymentRole extends ServiceRole {
  constructor(scope: Construct, id: string, { autoScalingGroup, targetGroup }: Pick<DeployedFleet, 'autoScalingGroup' | 'targetGroup'>) {
    super(scope, id, { assumedBy: new ServicePrincipal('codedeploy.amazonaws.com') });
    allow(this, {
      actions: [
        'autoscaling:DescribeAutoScalingGroups', 'autoscaling:DescribeLifecycleHooks', 'cloudwatch:DescribeAlarms', 'ec2:DescribeInstances',
        'ec2:DescribeInstanceStatus', 'elasticloadbalancing:DescribeTargetGroupAttributes', 'elasticloadbalancing:DescribeTargetGroups',
        'elasticloadbalancing:DescribeTargetHealth',
      ],
      resources: ['*'],
      reason: 'CodeDeploy looks at hosts, targets and alarms; these actions have no resource that a policy could name',
    });
    allow(this, {
      actions: [
        'autoscaling:CompleteLifecycleAction', 'autoscaling:DeleteLifecycleHook', 'autoscaling:PutLifecycleHook',
        'autoscaling:RecordLifecycleActionHeartbeat', 'autoscaling:ResumeProcesses', 'autoscaling:SuspendProcesses',
      ],
      resources: [autoScalingGroupArn(autoScalingGroup)],
      reason: 'CodeDeploy deploys to instances that are launched or ended; the wildcard is the group\'s unique id, its name is exact',
    });
    allow(this, {
      actions: ['elasticloadbalancing:DeregisterTargets', 'elasticloadbalancing:RegisterTargets'],
      resources: [targetGroup.targetGroupArn],
      reason: 'a host leaves the target group before it is deployed to, and comes back afterwards',
    });
  }
}
