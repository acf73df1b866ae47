import { ArnFormat, Stack } from 'aws-cdk-lib';
import { StepFunctionInvokeAction } from 'aws-cdk-lib/aws-codepipeline-actions';
import { StateMachine } from 'aws-cdk-lib/aws-stepfunctions';
import type { Construct } from 'constructs';
import type { DeliveryBindOptions } from './delivery-config';
import type { IStep, StateMachineStepOptions, StepConfig } from './step-config';
import type { Permission } from '../core/permission';

/** Starts a state machine and waits for its end. */
export class StateMachineStep implements IStep {
  readonly actionName: string;
  readonly permissions: Permission[];

  constructor(scope: Construct, private readonly options: StateMachineStepOptions) {
    const { actionName, stateMachineName, reason } = options;
    const { account, region } = Stack.of(scope);
    this.actionName = actionName;
    this.permissions = [
      {
        actions: ['states:DescribeStateMachine', 'states:StartExecution'],
        resources: [arnOf(scope, { account, region }, 'stateMachine', stateMachineName)],
        reason,
      },
      {
        actions: ['states:DescribeExecution'],
        resources: [arnOf(scope, { account, region }, 'execution', `${stateMachineName}:*`)],
        reason: 'the pipeline waits for the execution that it started; the wildcard is its unique id',
      },
    ];
  }

  bind(scope: Construct, { account, region, role }: DeliveryBindOptions): StepConfig {
    const { actionName, stateMachineName } = this.options;
    const arn = arnOf(scope, { account, region }, 'stateMachine', stateMachineName);
    return { action: new StepFunctionInvokeAction({ actionName, role, stateMachine: StateMachine.fromStateMachineArn(scope, actionName, arn) }) };
  }
}

function arnOf(scope: Construct, place: { account: string; region: string }, resource: string, resourceName: string): string {
  return Stack.of(scope).formatArn({ ...place, service: 'states', resource, resourceName, arnFormat: ArnFormat.COLON_RESOURCE_NAME });
}
