import { CfnCapabilities, CfnParameter, Fn, Stack } from 'aws-cdk-lib';
import { Result, Rule, type Artifact, type Conditions, type IAction, type StageProps } from 'aws-cdk-lib/aws-codepipeline';
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
  /** Variable of the build that changes when the template changes. */
  readonly templateHashVariable?: string;
}

/**
 * The pipeline updates its own stack, and starts again when that changed the pipeline. CloudFormation goes back to the
 * last definition that worked when an update fails.
 *
 * With a hash of the template, the stage is skipped while the hash is the one that was deployed last: the update leaves it in a
 * parameter of the stack, because a template cannot hold its own hash.
 */
export class UpdateStage extends Construct {
  readonly stage: StageProps;

  constructor(scope: Construct, id: string, props: UpdateStageProps) {
    super(scope, id);
    const { templateHashVariable } = props;
    if (templateHashVariable === undefined) {
      this.stage = { stageName: 'UpdatePipeline', actions: [this.update(props)] };
      return;
    }
    const hash = `#{Build.${templateHashVariable}}`;
    const deployed = new CfnParameter(this, 'TemplateHash', {
      description: 'Hash of the template that was deployed last, set by the pipeline', default: 'unknown',
    });
    this.stage = {
      stageName: 'UpdatePipeline',
      actions: [this.update(props, { [deployed.logicalId]: hash })],
      beforeEntry: unlessEqual(hash, deployed.valueAsString),
    };
  }

  private update(props: UpdateStageProps, parameterOverrides?: Record<string, string>): IAction {
    const { stackName, template, executionRoleArn, infrastructure, artifactBucket, role } = props;
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
      parameterOverrides,
      cfnCapabilities: [CfnCapabilities.NAMED_IAM],
      adminPermissions: false,
      deploymentRole,
      // What the action adds by itself has wildcard actions.
      role: role.withoutPolicyUpdates(),
    });
  }
}

/** Skips the stage while both are equal. A rule about a variable is one of the two kinds that may skip. */
function unlessEqual(variable: string, value: string): Conditions {
  const rule = new Rule({ name: 'TemplateHasChanged', provider: 'VariableCheck', version: '1', configuration: { Variable: variable, Operator: 'NE', Value: value } });
  return { conditions: [{ result: Result.SKIP, rules: [rule] }] };
}
