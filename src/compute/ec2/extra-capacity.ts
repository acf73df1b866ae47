import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ArnFormat, Aws, Stack } from 'aws-cdk-lib';
import { Rule } from 'aws-cdk-lib/aws-events';
import { SfnStateMachine } from 'aws-cdk-lib/aws-events-targets';
import { ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { DefinitionBody, StateMachine } from 'aws-cdk-lib/aws-stepfunctions';
import { Construct } from 'constructs';
import type { DeploymentNames } from './ec2-delivery';
import { autoScalingGroupArn } from './fleet-arns';
import type { DeployedFleet } from './in-place-deployment';
import { acknowledge } from '../../core/acknowledge';
import { allow } from '../../core/permissions';
import { ServiceRole } from '../../core/service-role';

const DEFINITIONS = join(__dirname, '..', '..', '..', 'provisioning', 'state-machines');

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
    this.stateMachine('Add', 'add-capacity', this.addStateMachineName);
    this.onDeploymentEnd(this.stateMachine('Remove', 'remove-capacity'));
  }

  private stateMachine(id: string, definition: string, stateMachineName?: string): StateMachine {
    const { autoScalingGroup, targetGroup, applicationName, deploymentGroupName, minCapacity, maxCapacity, instances } = this.props;
    const machine = new StateMachine(this, id, {
      stateMachineName,
      role: this.role,
      definitionBody: DefinitionBody.fromString(readDefinition(definition)),
      definitionSubstitutions: {
        GroupName: autoScalingGroup.autoScalingGroupName,
        TargetGroupArn: targetGroup.targetGroupArn,
        ApplicationName: applicationName,
        DeploymentGroupName: deploymentGroupName,
        MinCapacity: String(minCapacity),
        MaxCapacity: String(maxCapacity),
        Instances: String(instances),
      },
    });
    acknowledge(machine, 'AwsSolutions-SF1', 'an execution keeps its own history, and its result is the result of the pipeline\'s action');
    acknowledge(machine, 'AwsSolutions-SF2', 'there is nothing to trace: the states only call AWS services');
    return machine;
  }

  /** @see https://docs.aws.amazon.com/codedeploy/latest/userguide/monitoring-cloudwatch-events.html */
  private onDeploymentEnd(remove: StateMachine): void {
    new Rule(this, 'DeploymentEnded', {
      description: 'Takes back the instances that were added for a deployment',
      eventPattern: {
        source: ['aws.codedeploy'],
        detailType: ['CodeDeploy Deployment State-change Notification'],
        detail: {
          application: [this.props.applicationName],
          deploymentGroup: [this.props.deploymentGroupName],
          state: ['SUCCESS', 'FAILURE', 'STOP'],
        },
      },
      targets: [new SfnStateMachine(remove)],
    });
  }

  private createRole(): ServiceRole {
    const { autoScalingGroup, applicationName, deploymentGroupName } = this.props;
    const role = new ServiceRole(this, 'Role', { assumedBy: new ServicePrincipal('states.amazonaws.com') });
    allow(role, {
      actions: ['autoscaling:DescribeAutoScalingGroups', 'elasticloadbalancing:DescribeTargetHealth'],
      resources: ['*'],
      reason: 'the fleet and its targets are looked at; these actions have no resource that a policy could name',
    });
    allow(role, {
      actions: ['autoscaling:UpdateAutoScalingGroup'],
      resources: [autoScalingGroupArn(autoScalingGroup)],
      reason: 'instances come before a deployment and go after it; the wildcard is the group\'s unique id, its name is exact',
    });
    allow(role, {
      actions: ['codedeploy:GetDeployment', 'codedeploy:ListDeployments'],
      resources: [Stack.of(this).formatArn({
        service: 'codedeploy',
        resource: 'deploymentgroup',
        resourceName: `${applicationName}/${deploymentGroupName}`,
        arnFormat: ArnFormat.COLON_RESOURCE_NAME,
      })],
      reason: 'instances go when no deployment, nor its rollback, is running',
    });
    return role;
  }
}

/** The partition is put in here: cfn-lint takes a substitution in an ARN for a mistake. */
function readDefinition(name: string): string {
  return readFileSync(join(DEFINITIONS, `${name}.asl.json`), 'utf8').replaceAll('${Partition}', Aws.PARTITION);
}
