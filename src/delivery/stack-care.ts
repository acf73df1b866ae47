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
  /** Of the function's role, where another account must know it. */
  readonly roleName?: string;
}

/**
 * What a stage does to the stack of its environment beyond its template: one that never came up is deleted before its next change set, and
 * one that users depend on is protected against deletion.
 */
export class StackCare extends Construct {
  /** What the actions act as. */
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
      reason: 'the result of the action is reported to the pipeline; these actions have no resource that a policy could name',
    });
    for (const stack of stacks) this.allowCare(role, stack);
    this.actionRole = new StageRole(this, 'ActionRole', pipelineRole);
    allow(this.actionRole, {
      actions: ['lambda:InvokeFunction'], resources: [handler.functionArn], reason: 'the function recovers or protects the stack',
    });
  }

  /** A stack whose first creation failed: CloudFormation takes no other change set for it. `AttemptId` differs in each try. */
  recover(stack: CaredFor, runOrder: number, variablesNamespace?: string): IAction {
    return this.action('RecoverStack', runOrder, { care: 'recover', ...where(stack) }, variablesNamespace);
  }

  /** Neither a template nor an action of CloudFormation can. */
  protect(stack: CaredFor, runOrder: number): IAction {
    return this.action('ProtectStack', runOrder, { care: 'protect', ...where(stack) });
  }

  private action(actionName: string, runOrder: number, userParameters: Record<string, string>, variablesNamespace?: string): IAction {
    // What the action adds by itself has wildcards.
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

/** For one stack, in the account of the role. */
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
