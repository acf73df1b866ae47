import { ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { Construct } from 'constructs';
import type { DeployedFleet } from './deployed-fleet';
import { autoScalingGroupArn } from './fleet-arns';
import { allow } from '../../core/permissions';
import { ServiceRole } from '../../core/service-role';

/** Permissions of CodeDeploy for in-place deployments to this fleet. The managed `AWSCodeDeployRole` allows them for every fleet. */
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
      reason: 'CodeDeploy reads the state of hosts, targets and alarms; these actions do not support resource-level permissions',
    });
    allow(this, {
      actions: [
        'autoscaling:CompleteLifecycleAction', 'autoscaling:DeleteLifecycleHook', 'autoscaling:PutLifecycleHook',
        'autoscaling:RecordLifecycleActionHeartbeat', 'autoscaling:ResumeProcesses', 'autoscaling:SuspendProcesses',
      ],
      resources: [autoScalingGroupArn(autoScalingGroup)],
      reason: 'CodeDeploy deploys to launched instances and runs hooks of terminated ones; the wildcard is the group\'s unique id, its name is exact',
    });
    allow(this, {
      actions: ['elasticloadbalancing:DeregisterTargets', 'elasticloadbalancing:RegisterTargets'],
      resources: [targetGroup.targetGroupArn],
      reason: 'a host is deregistered before the deployment to it, and registered again afterwards',
    });
  }
}
