import { Stack } from 'aws-cdk-lib';
import { ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import type { DeployedFleet } from './deployed-fleet';
import { deploymentGroupArn, deploymentStateMachine, onDeploymentEnd } from './deployment-state-machine';
import type { DeploymentNames } from './ec2-delivery';
import { autoScalingGroupArn } from './fleet-arns';
import { allow } from '../../core/permissions';
import { ServiceRole } from '../../core/service-role';

export interface ExtraCapacityProps extends DeployedFleet, DeploymentNames {
  /** How many instances to add. */
  readonly instances: number;
}

/**
 * Adds instances for the duration of a deployment, so that the fleet never serves with fewer than before. The pipeline
 * starts the state machine that adds them; the end of the deployment, successful or not, starts the one that removes them.
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
      reason: 'the state of the fleet and its targets is read; these actions do not support resource-level permissions',
    });
    allow(role, {
      actions: ['autoscaling:UpdateAutoScalingGroup'],
      resources: [autoScalingGroupArn(this.props.autoScalingGroup)],
      reason: 'instances are added before a deployment and removed after it; the wildcard is the group\'s unique id, its name is exact',
    });
    allow(role, {
      actions: ['codedeploy:GetDeployment', 'codedeploy:ListDeployments'],
      resources: [deploymentGroupArn(this, this.props)],
      reason: 'instances are removed when neither a deployment nor its rollback is running',
    });
    return role;
  }
}
