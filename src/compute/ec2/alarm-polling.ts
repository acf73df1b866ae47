import { Stack } from 'aws-cdk-lib';
import { ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import { deploymentGroupArn, deploymentStateMachine, onDeploymentEnd } from './deployment-state-machine';
import type { DeploymentNames } from './ec2-delivery';
import { allow } from '../../core/permissions';
import { ServiceRole } from '../../core/service-role';

/** By then an alarm of a previous revision has ended: longer than any alarm's evaluation period plus the delay of metrics. */
const SETTLE_SECONDS = 480;

/**
 * CodeDeploy refuses every deployment while an alarm of the group is active, so no deployment could fix what raised it. Before each
 * deployment a state machine decides whether CodeDeploy watches them: not for the first revision, when there is nothing to roll back
 * to, and not while the serving revision has raised them. After the deployment another state machine turns them on again.
 *
 * @see https://docs.aws.amazon.com/codedeploy/latest/APIReference/API_AlarmConfiguration.html
 */
export class AlarmPolling extends Construct {
  /** Name of the state machine that the pipeline runs before a deployment. */
  readonly setStateMachineName: string;

  constructor(scope: Construct, id: string, names: DeploymentNames) {
    super(scope, id);
    this.setStateMachineName = `${Stack.of(scope).stackName}-set-alarm-polling`;
    const common = {
      role: this.createRole(names),
      substitutions: {
        ApplicationName: names.applicationName, DeploymentGroupName: names.deploymentGroupName, SettleSeconds: String(SETTLE_SECONDS),
      },
    };
    deploymentStateMachine(this, 'Set', { ...common, definition: 'set-alarm-polling', stateMachineName: this.setStateMachineName });
    const restore = deploymentStateMachine(this, 'Restore', { ...common, definition: 'restore-alarm-polling' });
    onDeploymentEnd(this, 'Lets deployments look at alarms again', names, restore);
  }

  private createRole(names: DeploymentNames): ServiceRole {
    const role = new ServiceRole(this, 'Role', { assumedBy: new ServicePrincipal('states.amazonaws.com') });
    allow(role, {
      actions: ['cloudwatch:DescribeAlarms'],
      resources: ['*'],
      reason: 'the state of the deployment group\'s alarms is read; the deployment group lists them',
    });
    allow(role, {
      actions: [
        'codedeploy:GetDeployment', 'codedeploy:GetDeploymentGroup', 'codedeploy:ListDeployments', 'codedeploy:UpdateDeploymentGroup',
      ],
      resources: [deploymentGroupArn(this, names)],
      reason: 'deployments watch alarms depending on a setting of the environment\'s own deployment group',
    });
    return role;
  }
}
