import { CfnCapabilities, Fn, Stack } from 'aws-cdk-lib';
import type { Artifact, IAction, StageProps } from 'aws-cdk-lib/aws-codepipeline';
import { CloudFormationCreateUpdateStackAction } from 'aws-cdk-lib/aws-codepipeline-actions';
import { Role } from 'aws-cdk-lib/aws-iam';
import type { IBucket } from 'aws-cdk-lib/aws-s3';
import { Construct } from 'constructs';
import type { StageRole } from './stage-role';
import { allow } from '../core/permissions';

/** The stack that the pipeline itself is in. */
export interface PipelineStackTarget {
  readonly stackName: string;
  /** Path of the template in the cloud assembly. */
  readonly template: string;
  /** ARN of the role that CloudFormation acts with, with `${AWS::...}` placeholders. */
  readonly executionRoleArn: string;
}

export interface UpdateStageProps extends PipelineStackTarget {
  readonly infrastructure: Artifact;
  readonly artifactBucket: IBucket;
  readonly role: StageRole;
}

/**
 * The pipeline updates its own stack, and starts again when that changed the pipeline. CloudFormation goes back to the
 * last definition that worked when an update fails.
 */
export class UpdateStage extends Construct {
  readonly stage: StageProps;

  constructor(scope: Construct, id: string, props: UpdateStageProps) {
    super(scope, id);
    this.stage = { stageName: 'UpdatePipeline', actions: [this.update(props)] };
  }

  private update({ stackName, template, executionRoleArn, infrastructure, artifactBucket, role }: UpdateStageProps): IAction {
    const deploymentRole = Role.fromRoleArn(this, 'ExecutionRole', Fn.sub(executionRoleArn), { mutable: false });
    artifactBucket.grantRead(role);
    allow(role, {
      actions: ['iam:PassRole'],
      resources: [deploymentRole.roleArn],
      reason: 'CloudFormation acts with the execution role of `cdk bootstrap`',
    });
    allow(role, {
      actions: [
        'cloudformation:CreateStack', 'cloudformation:DescribeStackEvents', 'cloudformation:DescribeStacks', 'cloudformation:GetStackPolicy',
        'cloudformation:GetTemplate', 'cloudformation:GetTemplateSummary', 'cloudformation:SetStackPolicy', 'cloudformation:UpdateStack',
      ],
      resources: [Stack.of(this).formatArn({ service: 'cloudformation', resource: 'stack', resourceName: `${stackName}/*` })],
      reason: 'the pipeline updates its own stack; the wildcard is the stack\'s unique id',
    });
    return new CloudFormationCreateUpdateStackAction({
      actionName: 'UpdatePipeline',
      stackName,
      templatePath: infrastructure.atPath(template),
      cfnCapabilities: [CfnCapabilities.NAMED_IAM],
      adminPermissions: false,
      deploymentRole,
      // What the action adds by itself has wildcard actions.
      role: role.withoutPolicyUpdates(),
    });
  }
}
