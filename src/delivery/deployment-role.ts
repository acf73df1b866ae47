import { ArnFormat, Stack } from 'aws-cdk-lib';
import { PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { Construct } from 'constructs';
import type { DeploymentBindOptions } from './deployment-config';

/** Actions that work only on `*`: the services do not support resource-level permissions for them. */
const DESCRIBE = [
  'autoscaling:DescribeAutoScalingGroups',
  'autoscaling:DescribeLifecycleHooks',
  'cloudwatch:DescribeAlarms',
  'ec2:DescribeInstances',
  'ec2:DescribeInstanceStatus',
  'elasticloadbalancing:DescribeTargetGroups',
  'elasticloadbalancing:DescribeTargetGroupAttributes',
  'elasticloadbalancing:DescribeTargetHealth',
];

const FLEET = [
  'autoscaling:CompleteLifecycleAction',
  'autoscaling:DeleteLifecycleHook',
  'autoscaling:PutLifecycleHook',
  'autoscaling:RecordLifecycleActionHeartbeat',
  'autoscaling:ResumeProcesses',
  'autoscaling:SuspendProcesses',
  'autoscaling:UpdateAutoScalingGroup',
];

/** What CodeDeploy may do for a deployment in place, instead of the managed `AWSCodeDeployRole` that may do it to every fleet. */
export class DeploymentRole extends Role {
  constructor(scope: Construct, id: string, { autoScalingGroup, targetGroup }: DeploymentBindOptions) {
    super(scope, id, { assumedBy: new ServicePrincipal('codedeploy.amazonaws.com') });
    const autoScalingGroupArn = Stack.of(scope).formatArn({
      service: 'autoscaling',
      resource: 'autoScalingGroup',
      arnFormat: ArnFormat.COLON_RESOURCE_NAME,
      resourceName: `*:autoScalingGroupName/${autoScalingGroup.autoScalingGroupName}`,
    });
    this.addToPolicy(new PolicyStatement({ actions: DESCRIBE, resources: ['*'] }));
    this.addToPolicy(new PolicyStatement({ actions: FLEET, resources: [autoScalingGroupArn] }));
    this.addToPolicy(new PolicyStatement({
      actions: ['elasticloadbalancing:RegisterTargets', 'elasticloadbalancing:DeregisterTargets'],
      resources: [targetGroup.targetGroupArn],
    }));
  }
}
