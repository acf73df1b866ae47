import { CfnCapabilities, Fn, Stack } from 'aws-cdk-lib';
import { ServerApplication, ServerDeploymentConfig, ServerDeploymentGroup } from 'aws-cdk-lib/aws-codedeploy';
import { Result, type Artifact, type IAction, type StageProps } from 'aws-cdk-lib/aws-codepipeline';
import {
  CloudFormationCreateReplaceChangeSetAction, CloudFormationExecuteChangeSetAction, CodeDeployServerDeployAction, StepFunctionInvokeAction,
} from 'aws-cdk-lib/aws-codepipeline-actions';
import { Role, type IRole } from 'aws-cdk-lib/aws-iam';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import { StateMachine } from 'aws-cdk-lib/aws-stepfunctions';
import { Construct } from 'constructs';
import type { IApproval } from './approval-config';
import type { EnvironmentStageRole } from './environment-stage-role';
import type { EnvironmentTarget } from './environment-target';
import type { SourceConfig } from './source-config';
import { consoleUrl } from '../core/console-url';

export interface EnvironmentStageProps {
  readonly target: EnvironmentTarget;
  readonly source: SourceConfig;
  readonly application: Artifact;
  readonly infrastructure: Artifact;
  readonly parameters: Record<string, string>;
  readonly notificationTopic: ITopic;
  /** Page with the test reports of the build. */
  readonly testReportsUrl: string;
  readonly role: EnvironmentStageRole;
}

/** A stage of the pipeline: change set, approval where asked, its execution, deployment. */
export class EnvironmentStage extends Construct {
  readonly stage: StageProps;

  /** Has every permission already: what the actions add by themselves would be wider or twice the same. */
  private readonly role: IRole;

  constructor(scope: Construct, id: string, private readonly props: EnvironmentStageProps) {
    super(scope, id);
    this.role = props.role.withoutPolicyUpdates();
    const { name, approval, beforeDeployment } = props.target;
    const actions = [
      (runOrder: number) => this.prepareChangeSet(runOrder),
      ...(approval ? [(runOrder: number) => this.approve(approval, runOrder)] : []),
      (runOrder: number) => this.executeChangeSet(runOrder),
      ...(beforeDeployment ? [(runOrder: number) => this.prepareDeployment(beforeDeployment, runOrder)] : []),
      (runOrder: number) => this.deploy(runOrder),
    ];
    this.stage = {
      stageName: name,
      actions: actions.map((make, index) => make(index + 1)),
      onFailure: props.target.rollback ? { result: Result.ROLLBACK } : undefined,
    };
  }

  private prepareChangeSet(runOrder: number): IAction {
    const { stackName, template, executionRoleArn } = this.props.target;
    return new CloudFormationCreateReplaceChangeSetAction({
      actionName: 'PrepareChangeSet',
      runOrder,
      role: this.role,
      stackName,
      changeSetName: this.changeSetName,
      templatePath: this.props.infrastructure.atPath(template),
      parameterOverrides: this.props.parameters,
      cfnCapabilities: [CfnCapabilities.NAMED_IAM],
      adminPermissions: false,
      deploymentRole: Role.fromRoleArn(this, 'ExecutionRole', Fn.sub(executionRoleArn), { mutable: false }),
    });
  }

  private approve(approval: IApproval, runOrder: number): IAction {
    const { name, stackName } = this.props.target;
    const { source, notificationTopic, testReportsUrl, role } = this.props;
    const changeSet = `stackId=${stackName}&changeSetId=${this.changeSetName}`;
    return approval.bind(this, {
      environmentName: name,
      stackName,
      changeSetUrl: consoleUrl(Stack.of(this), 'cloudformation/home', `#/stacks/changesets/changes?${changeSet}`),
      commitId: source.commitId,
      commitMessage: source.commitMessage,
      commitUrl: source.commitUrl,
      testReportsUrl,
      notificationTopic,
      runOrder,
      role,
    }).action;
  }

  private executeChangeSet(runOrder: number): IAction {
    return new CloudFormationExecuteChangeSetAction({
      actionName: 'ExecuteChangeSet',
      runOrder,
      role: this.role,
      stackName: this.props.target.stackName,
      changeSetName: this.changeSetName,
    });
  }

  private prepareDeployment(stateMachineName: string, runOrder: number): IAction {
    return new StepFunctionInvokeAction({
      actionName: 'AddCapacity',
      runOrder,
      role: this.role,
      stateMachine: StateMachine.fromStateMachineName(this, 'BeforeDeployment', stateMachineName),
    });
  }

  private deploy(runOrder: number): IAction {
    const { applicationName, deploymentGroupName, deploymentConfigName } = this.props.target;
    return new CodeDeployServerDeployAction({
      actionName: 'Deploy',
      runOrder,
      role: this.role,
      input: this.props.application,
      deploymentGroup: ServerDeploymentGroup.fromServerDeploymentGroupAttributes(this, 'DeploymentGroup', {
        application: ServerApplication.fromServerApplicationName(this, 'Application', applicationName),
        deploymentGroupName,
        deploymentConfig: ServerDeploymentConfig.fromServerDeploymentConfigName(this, 'DeploymentConfiguration', deploymentConfigName),
      }),
    });
  }

  private get changeSetName(): string {
    return `${this.props.target.stackName}-release`;
  }
}
