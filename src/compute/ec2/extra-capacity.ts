import { Stack } from 'aws-cdk-lib';
import { ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import { deploymentGroupArn, deploymentStateMachine, onDeploymentEnd } from './deployment-state-machine';
import type { DeploymentNames } from './ec2-delivery';
import { autoScalingGroupArn } from './fleet-arns';
import type { DeployedFleet } from './in-place-deployment';
import { allow } from '../../core/permissions';
import { ServiceRole } from '../../core/service-role';

export interface ExtraCapacityProps extends DeployedFleet, DeploymentNames {
  /** How many instances come and go. */
  readonly instances: number;
}

/**
 * Instances that are there for a deployment only, so that the fleet never serves with fewer than it had. The pipeline
 * starts the state machine that adds them; the end of the deployment, whatever its result, starts the one that takes them back.
 */
export class ExtraCapacity extends Construct {
  /** Name of the state machine that the pipeline runs before a deployment. */
  readonly addStateMachineName: string;

  private readonly role: ServiceRole;

  constructor(scope: Construct, id: string, private readonly props: ExtraCapacityProps) {
    super(scope, id);
    this.addStateMachineName = `${Stack.of(scope).stackName}-add-capacity`;
    this.role = this.createRole();
    const { autoScalingGroup, targetGroup, applicationName, deploymentGroupName, minCapacity, maxCapacity, instances } = props;
    const common = {
      role: this.role,
      substitutions: {
        GroupName: autoScalingGroup.autoScalingGroupName,
        TargetGroupArn: targetGroup.targetGroupArn,
        ApplicationName: applicationName,
        DeploymentGroupName: deploymentGroupName,
        MinCapacity: String(minCapacity),
        MaxCapacity: String(maxCapacity),
        Instances: String(instances),
      },
    };
    deploymentStateMachine(this, 'Add', { ...common, definition: 'add-capacity', stateMachineName: this.addStateMachineName });
    const remove = deploymentStateMachine(this, 'Remove', { ...common, definition: 'remove-capacity' });
    onDeploymentEnd(this, 'Takes back the instances that were added for a deployment', props, remove);
  }

  private createRole(): ServiceRole {
    const role = new ServiceRole(this, 'Role', { assumedBy: new ServicePrincipal('states.amazonaws.com') });
    allow(role, {
      actions: ['autoscaling:DescribeAutoScalingGroups', 'elasticloadbalancing:DescribeTargetHealth'],
      resources: ['*'],
      reason: 'the fleet and its targets are looked at; these actions have no resource that a policy could name',
    });
    allow(role, {
      actions: ['autoscaling:UpdateAutoScalingGroup'],
      resources: [autoScalingGroupArn(this.props.autoScalingGroup)],
      reason: 'instances come before a deployment and go after it; the wildcard is the group\'s unique id, its name is exact',
    });
    allow(role, {
      actions: ['codedeploy:GetDeployment', 'codedeploy:ListDeployments'],
      resources: [deploymentGroupArn(this, this.props)],
      reason: 'instances go when no deployment, nor its rollback, is running',
    });
    return role;
  }
}
