import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ArnFormat, Aws, Stack } from 'aws-cdk-lib';
import { Rule } from 'aws-cdk-lib/aws-events';
import { SfnStateMachine } from 'aws-cdk-lib/aws-events-targets';
import type { IRole } from 'aws-cdk-lib/aws-iam';
import { DefinitionBody, StateMachine } from 'aws-cdk-lib/aws-stepfunctions';
import type { Construct } from 'constructs';
import type { DeploymentNames } from './ec2-delivery';
import { acknowledge } from '../../core/acknowledge';

const DEFINITIONS = join(__dirname, '..', '..', '..', 'provisioning', 'state-machines');

export interface DeploymentStateMachineProps {
  /** Name of its definition in `provisioning/state-machines`. */
  readonly definition: string;
  readonly substitutions: Record<string, string>;
  readonly role: IRole;
  readonly stateMachineName?: string;
}

/** A state machine that runs before or after a deployment. */
export function deploymentStateMachine(scope: Construct, id: string, props: DeploymentStateMachineProps): StateMachine {
  const machine = new StateMachine(scope, id, {
    stateMachineName: props.stateMachineName,
    role: props.role,
    definitionBody: DefinitionBody.fromString(readDefinition(props.definition)),
    definitionSubstitutions: props.substitutions,
  });
  acknowledge(machine, 'AwsSolutions-SF1', 'Step Functions keeps the history of an execution, and its result is that of the pipeline\'s action');
  acknowledge(machine, 'AwsSolutions-SF2', 'there is nothing to trace: the states only call AWS services');
  return machine;
}

/**
 * Starts a state machine when a deployment has ended, whether or not it succeeded.
 *
 * @see https://docs.aws.amazon.com/codedeploy/latest/userguide/monitoring-cloudwatch-events.html
 */
export function onDeploymentEnd(
  scope: Construct, description: string, { applicationName, deploymentGroupName }: DeploymentNames, machine: StateMachine,
): void {
  new Rule(scope, 'DeploymentEnded', {
    description,
    eventPattern: {
      source: ['aws.codedeploy'],
      detailType: ['CodeDeploy Deployment State-change Notification'],
      detail: { application: [applicationName], deploymentGroup: [deploymentGroupName], state: ['SUCCESS', 'FAILURE', 'STOP'] },
    },
    targets: [new SfnStateMachine(machine)],
  });
}

/** ARN of the deployment group, built from names. */
export function deploymentGroupArn(scope: Construct, { applicationName, deploymentGroupName }: DeploymentNames): string {
  return Stack.of(scope).formatArn({
    service: 'codedeploy',
    resource: 'deploymentgroup',
    resourceName: `${applicationName}/${deploymentGroupName}`,
    arnFormat: ArnFormat.COLON_RESOURCE_NAME,
  });
}

/** Substitutes the partition here, because cfn-lint rejects a substitution in an ARN. */
function readDefinition(name: string): string {
  return readFileSync(join(DEFINITIONS, `${name}.asl.json`), 'utf8').replaceAll('${Partition}', Aws.PARTITION);
}
