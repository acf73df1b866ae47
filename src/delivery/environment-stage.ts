import { CfnCapabilities, Fn, Stack } from 'aws-cdk-lib';
import { Result, type Artifact, type IAction, type StageProps } from 'aws-cdk-lib/aws-codepipeline';
import {
  CloudFormationCreateReplaceChangeSetAction, CloudFormationCreateUpdateStackAction, CloudFormationExecuteChangeSetAction,
} from 'aws-cdk-lib/aws-codepipeline-actions';
import { Role, type IRole } from 'aws-cdk-lib/aws-iam';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import { Construct } from 'constructs';
import type { IApproval } from './approval-config';
import type { DeliveryBindOptions, DeliveryConfig } from './delivery-config';
import type { EdgeTarget, EnvironmentTarget } from './environment-target';
import { requireOverridesFit } from './parameter-overrides';
import { PlacedAction } from './placed-action';
import type { SourceConfig } from './source-config';
import type { StackCare } from './stack-care';
import type { IStep } from './step-config';
import { consoleUrl } from '../core/console-url';
import { requireReturned } from '../core/given-arguments';
import { misuse } from '../core/misuse';

export interface EnvironmentStageProps {
  readonly target: EnvironmentTarget;
  readonly source: SourceConfig;
  readonly application: Artifact;
  readonly infrastructure: Artifact;
  readonly parameters: Record<string, string>;
  readonly notificationTopic: ITopic;
  /** URL of the build's test reports. */
  readonly testReportsUrl: string;
  readonly roles: EnvironmentStageRoles;
  readonly stackCare: StackCare;
}

/** Role of the stage's actions. In the pipeline's own account there is only one. */
export interface EnvironmentStageRoles {
  readonly changeSet: IRole;
  readonly deployment: IRole;
  /** Always in the pipeline's account, where the approval is. */
  readonly approval: IRole;
}

/** A stage of the pipeline: change set, approval if requested, execution, deployment and steps. */
export class EnvironmentStage extends Construct {
  readonly stage: StageProps;

  /** Names of the actions that change the environment, in order. */
  readonly changes: string[];

  private readonly delivery: DeliveryConfig;
  private attemptIdIsAsked = false;

  constructor(scope: Construct, id: string, private readonly props: EnvironmentStageProps) {
    super(scope, id);
    const { target, stackCare } = props;
    const { name, approval, rollback, delivery, edge } = target;
    this.delivery = delivery.bind(this, this.bindOptions());
    const actions = [
      // The action has a namespace only if something uses its variables.
      (runOrder: number) => stackCare.recover(target, runOrder, this.attemptIdIsAsked ? this.recoveryNamespace : undefined),
      ...(edge ? [(runOrder: number) => this.updateEdge(edge, runOrder)] : []),
      (runOrder: number) => this.prepareChangeSet(runOrder),
      ...(approval ? [(runOrder: number) => this.approve(approval, runOrder)] : []),
      (runOrder: number) => this.executeChangeSet(runOrder),
      ...(target.terminationProtection ? [(runOrder: number) => stackCare.protect(target, runOrder)] : []),
      ...this.deployment().map((action) => (runOrder: number) => this.inPlace(action, runOrder)),
    ];
    this.stage = {
      stageName: name,
      actions: actions.map((make, index) => make(index + 1)),
      onFailure: rollback ? { result: Result.ROLLBACK } : undefined,
    };
    this.requireDistinctActions();
    const names = this.actionNames();
    this.changes = names.slice(names.indexOf('ExecuteChangeSet'));
  }

  /** The actions after the change set. */
  private deployment(): IAction[] {
    const { name, beforeDeployment, afterDeployment } = this.props.target;
    const { actions = [] } = this.delivery;
    const [first] = beforeDeployment;
    if (first && actions.length === 0) {
      throw misuse(`environments.${name}`, 'must have a compute that is deployed by its own action, because a step runs before it',
        first.actionName,
        'with `Compute.fargate()`, write a `Command` as `beforeDeployment` of the environment, or use a function that runs before tasks start'
          + ' (`EcsHook.lambda` at `PRE_SCALE_UP`); with `Compute.lambda()`, one that runs before traffic moves (`preTrafficHookArn`);'
          + ' or run the step after the deployment, or choose `Compute.ec2()`');
    }
    const options = this.bindOptions();
    const bound = (step: IStep) => requireReturned(`environments.${name}: ${step.actionName}`, 'StepConfig', step.bind(this, options));
    const [before, after] = [beforeDeployment, afterDeployment].map((steps) => steps.map((step) => bound(step).action));
    return [...before, ...actions, ...after];
  }

  private bindOptions(): DeliveryBindOptions {
    const { application, infrastructure, roles, target: { name, place } } = this.props;
    const attemptId = () => this.attemptId();
    return {
      environmentName: name,
      account: place.account,
      region: place.region,
      application,
      infrastructure,
      role: roles.deployment,
      get attemptId() { return attemptId(); },
    };
  }

  private attemptId(): string {
    this.attemptIdIsAsked = true;
    return `#{${this.recoveryNamespace}.AttemptId}`;
  }

  private get recoveryNamespace(): string {
    return `${this.props.target.name}-recovery`;
  }

  private inPlace(action: IAction, runOrder: number): IAction {
    return new PlacedAction(action, { runOrder, region: this.region });
  }

  private actionNames(): string[] {
    return (this.stage.actions ?? []).map(({ actionProperties }) => actionProperties.actionName);
  }

  private requireDistinctActions(): void {
    const names = this.actionNames();
    const twice = names.find((name, index) => names.indexOf(name) !== index);
    if (twice !== undefined) throw misuse(`environments.${this.props.target.name}`, 'must have actions with unique names', twice, 'rename the step');
  }

  /** Its output is a variable of the action. It is the same attempt in which the change set needs it: a stage is retried as a whole. */
  private updateEdge({ stackName, template, executionRoleArn, region }: EdgeTarget, runOrder: number): IAction {
    const scope = new Construct(this, 'Edge');
    return new CloudFormationCreateUpdateStackAction({
      actionName: 'IssueCertificate',
      runOrder,
      role: this.props.roles.changeSet,
      region: region === Stack.of(this).region ? undefined : region,
      stackName,
      templatePath: this.props.infrastructure.atPath(template),
      variablesNamespace: this.edgeNamespace,
      // A stack whose creation failed cannot be updated any more.
      replaceOnFailure: true,
      adminPermissions: false,
      deploymentRole: Role.fromRoleArn(scope, 'ExecutionRole', Fn.sub(executionRoleArn), { mutable: false }),
    });
  }

  private get edgeNamespace(): string {
    return `${this.props.target.name}-edge`;
  }

  private prepareChangeSet(runOrder: number): IAction {
    const { name, stackName, template, executionRoleArn, edge } = this.props.target;
    const { parameters, parameterArtifacts, capabilities = [] } = this.delivery;
    const fromEdge = edge && { [edge.parameterName]: `#{${this.edgeNamespace}.${edge.output}}` };
    const parameterOverrides = { ...this.props.parameters, ...fromEdge, ...parameters };
    requireOverridesFit(this, name, parameterOverrides);
    return new CloudFormationCreateReplaceChangeSetAction({
      actionName: 'PrepareChangeSet',
      runOrder,
      role: this.props.roles.changeSet,
      region: this.region,
      stackName,
      changeSetName: this.changeSetName,
      templatePath: this.props.infrastructure.atPath(template),
      parameterOverrides,
      extraInputs: parameterArtifacts,
      cfnCapabilities: [CfnCapabilities.NAMED_IAM, ...capabilities],
      adminPermissions: false,
      deploymentRole: Role.fromRoleArn(this, 'ExecutionRole', Fn.sub(executionRoleArn), { mutable: false }),
    });
  }

  private approve(approval: IApproval, runOrder: number): IAction {
    const { name, stackName } = this.props.target;
    const { source, notificationTopic, testReportsUrl, roles } = this.props;
    const region = this.region ?? Stack.of(this).region;
    const changeSet = `stackId=${stackName}&changeSetId=${this.changeSetName}`;
    return approval.bind(this, {
      environmentName: name,
      stackName,
      changeSetUrl: consoleUrl({ region }, 'cloudformation/home', `#/stacks/changesets/changes?${changeSet}`),
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

  /** Undefined if it is the pipeline's own. */
  private get region(): string | undefined {
    const { place } = this.props.target;
    return place.otherRegion ? place.region : undefined;
  }

  private get changeSetName(): string {
    return `${this.props.target.stackName}-release`;
  }
}
