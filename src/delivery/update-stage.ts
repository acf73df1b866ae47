import { CfnCapabilities, CfnParameter, Fn } from 'aws-cdk-lib';
import { Result, Rule, type Artifact, type IAction, type StageProps } from 'aws-cdk-lib/aws-codepipeline';
import { CloudFormationCreateUpdateStackAction } from 'aws-cdk-lib/aws-codepipeline-actions';
import { Role, type IRole } from 'aws-cdk-lib/aws-iam';
import type { IBucket } from 'aws-cdk-lib/aws-s3';
import { Construct } from 'constructs';
import type { UnmergedCode } from './source-config';
import { allowUpdate } from './stack-update';
import type { StageRole } from './stage-role';
import type { SupportStackTarget } from './support-stack';
import { allowEveryParameter, allowPublicParameters } from './template-parameters';

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
  /** Its buckets in other regions. */
  readonly regionBuckets: Record<string, IBucket>;
  /** Stacks in other regions and accounts, which are updated first. */
  readonly supportStacks: SupportStackTarget[];
  /** Variable of the build that changes when the template changes. */
  readonly templateHashVariable?: string;
  /** Executions that must not change the pipeline. */
  readonly unmerged?: UnmergedCode;
}

/**
 * Updates the pipeline's own stack; if that changes the pipeline, it starts again. If an update fails, CloudFormation rolls back to the
 * last working definition.
 *
 * With a hash of the template, the stage is skipped while the hash equals that of the last deployment: the update writes it to a
 * parameter of the stack, because a template cannot contain its own hash. It is also skipped for unmerged code.
 */
export class UpdateStage extends Construct {
  readonly stage: StageProps;

  constructor(scope: Construct, id: string, props: UpdateStageProps) {
    super(scope, id);
    const { templateHashVariable, unmerged } = props;
    const hash = templateHashVariable === undefined ? undefined : this.hashOf(templateHashVariable);
    const rules = [
      ...hash ? [check('TemplateHasChanged', hash.built, 'NE', hash.deployed.valueAsString)] : [],
      ...unmerged ? [check('CommitIsMerged', unmerged.branchName, 'EQ', unmerged.mergedBranch)] : [],
    ];
    this.stage = {
      stageName: 'UpdatePipeline',
      actions: this.actions(props, hash && { [hash.deployed.logicalId]: hash.built }),
      beforeEntry: rules.length > 0 ? { conditions: [{ result: Result.SKIP, rules }] } : undefined,
    };
  }

  private hashOf(variable: string): { readonly built: string; readonly deployed: CfnParameter } {
    const deployed = new CfnParameter(this, 'TemplateHash', {
      description: 'Hash of the template that was deployed last, set by the pipeline', default: 'unknown',
    });
    return { built: `#{Build.${variable}}`, deployed };
  }

  private actions(props: UpdateStageProps, parameterOverrides?: Record<string, string>): IAction[] {
    const { supportStacks } = props;
    props.artifactBucket.grantRead(props.role);
    return [
      ...supportStacks.map((stack) => this.updateSupport(props, stack)),
      // The pipeline refers to resources in these stacks, so they come first.
      this.update(props, supportStacks.length > 0 ? 2 : undefined, parameterOverrides),
    ];
  }

  private updateSupport(props: UpdateStageProps, stack: SupportStackTarget): IAction {
    const scope = new Construct(this, stack.actionName);
    if (stack.deployRoleArn === undefined) {
      if (stack.region !== undefined) props.regionBuckets[stack.region].grantRead(props.role);
      allowUpdate(props.role, stack, 'what the pipeline has in another region is updated; the wildcard is the stack\'s unique id');
    }
    const role = stack.deployRoleArn === undefined
      ? props.role.withoutPolicyUpdates()
      : Role.fromRoleArn(scope, 'DeployRole', stack.deployRoleArn, { mutable: false });
    return this.action(scope, { ...stack, infrastructure: props.infrastructure, role });
  }

  private update(props: UpdateStageProps, runOrder?: number, parameterOverrides?: Record<string, string>): IAction {
    allowUpdate(props.role, props, 'the pipeline updates its own stack; the wildcard is the stack\'s unique id');
    allowPublicParameters(props.role);
    allowEveryParameter(props.role);
    // The action would add wildcard actions by itself.
    return this.action(this, { ...props, actionName: 'UpdatePipeline', role: props.role.withoutPolicyUpdates(), runOrder, parameterOverrides });
  }

  private action(scope: Construct, { executionRoleArn, infrastructure, template, ...update }: UpdateAction): IAction {
    return new CloudFormationCreateUpdateStackAction({
      ...update,
      templatePath: infrastructure.atPath(template),
      cfnCapabilities: [CfnCapabilities.NAMED_IAM],
      adminPermissions: false,
      deploymentRole: Role.fromRoleArn(scope, 'ExecutionRole', Fn.sub(executionRoleArn), { mutable: false }),
    });
  }
}

interface UpdateAction extends Omit<SupportStackTarget, 'deployRoleArn'> {
  readonly infrastructure: Artifact;
  readonly role: IRole;
  readonly runOrder?: number;
  readonly parameterOverrides?: Record<string, string>;
}

/** A variable check is one of the two kinds of rules that can skip a stage. */
function check(name: string, variable: string, operator: 'EQ' | 'NE', value: string): Rule {
  return new Rule({ name, provider: 'VariableCheck', version: '1', configuration: { Variable: variable, Operator: operator, Value: value } });
}
