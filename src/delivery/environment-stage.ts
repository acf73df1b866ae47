import { ArnFormat, CfnCapabilities, Fn, Stack } from 'aws-cdk-lib';
import { ServerApplication, ServerDeploymentConfig, ServerDeploymentGroup } from 'aws-cdk-lib/aws-codedeploy';
import { Result, type Artifact, type IAction, type StageProps } from 'aws-cdk-lib/aws-codepipeline';
import {
  CloudFormationCreateReplaceChangeSetAction, CloudFormationExecuteChangeSetAction, CodeDeployServerDeployAction, StepFunctionInvokeAction,
} from 'aws-cdk-lib/aws-codepipeline-actions';
import { Role, type IRole } from 'aws-cdk-lib/aws-iam';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import { StateMachine, type IStateMachine } from 'aws-cdk-lib/aws-stepfunctions';
import { Construct } from 'constructs';
import { ActionInRegion } from './action-in-region';
import type { IApproval } from './approval-config';
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
  readonly roles: EnvironmentStageRoles;
}

/** What the actions of the stage act as. In the pipeline's own account it is the same role. */
export interface EnvironmentStageRoles {
  readonly changeSet: IRole;
  readonly deployment: IRole;
  /** In the pipeline's account always: that is where the approval waits. */
  readonly approval: IRole;
}

/** A stage of the pipeline: change set, approval where asked, its execution, deployment. */
export class EnvironmentStage extends Construct {
  readonly stage: StageProps;

  constructor(scope: Construct, id: string, private readonly props: EnvironmentStageProps) {
    super(scope, id);
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
      role: this.props.roles.changeSet,
      region: this.region,
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
    const { source, notificationTopic, testReportsUrl, roles } = this.props;
    const changeSet = `stackId=${stackName}&changeSetId=${this.changeSetName}`;
    return approval.bind(this, {
      environmentName: name,
      stackName,
      changeSetUrl: consoleUrl({ region: this.region ?? Stack.of(this).region }, 'cloudformation/home', `#/stacks/changesets/changes?${changeSet}`),
      commitId: source.commitId,
      commitMessage: source.commitMessage,
      commitUrl: source.commitUrl,
      testReportsUrl,
      notificationTopic,
      runOrder,
      role: roles.approval,
    }).action;
  }

  private executeChangeSet(runOrder: number): IAction {
    return new CloudFormationExecuteChangeSetAction({
      actionName: 'ExecuteChangeSet',
      runOrder,
      role: this.props.roles.changeSet,
      region: this.region,
      stackName: this.props.target.stackName,
      changeSetName: this.changeSetName,
    });
  }

  private prepareDeployment(stateMachineName: string, runOrder: number): IAction {
    return this.inRegion(new StepFunctionInvokeAction({
      actionName: 'AddCapacity',
      runOrder,
      role: this.props.roles.deployment,
      stateMachine: this.stateMachine(stateMachineName),
    }));
  }

  private deploy(runOrder: number): IAction {
    const { applicationName, deploymentGroupName, deploymentConfigName } = this.props.target;
    return this.inRegion(new CodeDeployServerDeployAction({
      actionName: 'Deploy',
      runOrder,
      role: this.props.roles.deployment,
      input: this.props.application,
      deploymentGroup: ServerDeploymentGroup.fromServerDeploymentGroupAttributes(this, 'DeploymentGroup', {
        application: ServerApplication.fromServerApplicationName(this, 'Application', applicationName),
        deploymentGroupName,
        deploymentConfig: ServerDeploymentConfig.fromServerDeploymentConfigName(this, 'DeploymentConfiguration', deploymentConfigName),
      }),
    }));
  }

  private stateMachine(name: string): IStateMachine {
    const { place, foreign } = this.props.target;
    if (!foreign && !place.otherRegion) return StateMachine.fromStateMachineName(this, 'BeforeDeployment', name);
    return StateMachine.fromStateMachineArn(this, 'BeforeDeployment', Stack.of(this).formatArn({
      service: 'states', resource: 'stateMachine', resourceName: name, account: place.account, region: place.region, arnFormat: ArnFormat.COLON_RESOURCE_NAME,
    }));
  }

  private inRegion(action: IAction): IAction {
    return this.region === undefined ? action : new ActionInRegion(action, this.region);
  }

  /** Undefined where the pipeline is itself. */
  private get region(): string | undefined {
    const { place } = this.props.target;
    return place.otherRegion ? place.region : undefined;
  }

  private get changeSetName(): string {
    return `${this.props.target.stackName}-release`;
  }
}
