import { Stack } from 'aws-cdk-lib';
import type { IAction } from 'aws-cdk-lib/aws-codepipeline';
import { LambdaInvokeAction } from 'aws-cdk-lib/aws-codepipeline-actions';
import type { IRole } from 'aws-cdk-lib/aws-iam';
import type { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import { Construct } from 'constructs';
import type { EnvironmentTarget } from './environment-target';
import { StageRole } from './stage-role';
import { inlineFunction } from '../core/inline-function';
import { allow } from '../core/permissions';

type CaredFor = Pick<EnvironmentTarget, 'stackName' | 'place' | 'foreign'>;

export interface StackCareProps {
  readonly pipelineName: string;
  readonly pipelineRole: IRole;
  /** Stacks of environments. */
  readonly stacks: CaredFor[];
  /** Name of the function's role, if another account must know it in advance. */
  readonly roleName?: string;
}

/**
 * What a stage does to its environment's stack besides deploying its template: deletes a stack whose creation failed before the next change set, and
 * enables termination protection in production.
 */
export class StackCare extends Construct {
  /** Role of the actions. */
  readonly actionRole: StageRole;

  private readonly handler: LambdaFunction;

  constructor(scope: Construct, id: string, { pipelineName, pipelineRole, stacks, roleName }: StackCareProps) {
    super(scope, id);
    const { handler, role } = inlineFunction(this, {
      code: 'functions/care-for-stack.cjs',
      description: `Recovers and protects the stacks of environments of ${pipelineName}`,
      roleName,
    });
    this.handler = handler;
    allow(role, {
      actions: ['codepipeline:PutJobFailureResult', 'codepipeline:PutJobSuccessResult'],
      resources: ['*'],
      reason: 'the result of the action is reported to the pipeline; these actions do not support resource-level permissions',
    });
    for (const stack of stacks) this.allowCare(role, stack);
    this.actionRole = new StageRole(this, 'ActionRole', pipelineRole);
    allow(this.actionRole, {
      actions: ['lambda:InvokeFunction'], resources: [handler.functionArn], reason: 'the function recovers or protects the stack',
    });
    allow(this.actionRole, {
      actions: ['lambda:ListFunctions'],
      resources: ['*'],
      reason: 'AWS CodePipeline requires it for the role of an action that invokes a function; it does not support resource-level permissions',
    });
  }

  /** Deletes a stack whose first creation failed, for which CloudFormation takes no change set. `AttemptId` differs in each attempt. */
  recover(stack: CaredFor, runOrder: number, variablesNamespace?: string): IAction {
    return this.action('RecoverStack', runOrder, { care: 'recover', ...where(stack) }, variablesNamespace);
  }

  /** Neither a template nor a CloudFormation action can enable termination protection. */
  protect(stack: CaredFor, runOrder: number): IAction {
    return this.action('ProtectStack', runOrder, { care: 'protect', ...where(stack) });
  }

  private action(actionName: string, runOrder: number, userParameters: Record<string, string>, variablesNamespace?: string): IAction {
    // The action would add permissions with wildcards by itself.
    const role = this.actionRole.withoutPolicyUpdates();
    return new LambdaInvokeAction({ actionName, runOrder, lambda: this.handler, userParameters, variablesNamespace, role });
  }

  private allowCare(role: IRole, { stackName, place, foreign }: CaredFor): void {
    if (foreign) {
      const reason = 'the stack is recovered and protected in the account of the environment';
      allow(role, { actions: ['sts:AssumeRole'], resources: [foreign.stackRoleArn], reason });
    } else {
      allowStackCare(role, stackName, place.otherRegion ? place.region : undefined);
    }
  }
}

/** Permissions for one stack, in the account of the role. */
export function allowStackCare(role: IRole, stackName: string, region?: string): void {
  allow(role, {
    actions: ['cloudformation:DeleteStack', 'cloudformation:DescribeStacks', 'cloudformation:UpdateTerminationProtection'],
    resources: [Stack.of(role).formatArn({ service: 'cloudformation', region, resource: 'stack', resourceName: `${stackName}/*` })],
    reason: 'the environment\'s own stack is deleted if its first creation failed, and protected in production; the wildcard is its unique id',
  });
}

function where({ stackName, place, foreign }: CaredFor): Record<string, string> {
  return { stackName, ...place.otherRegion && { region: place.region }, ...foreign && { roleArn: foreign.stackRoleArn } };
}
