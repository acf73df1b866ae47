import { ArnFormat, CfnCapabilities, Duration, Fn, RemovalPolicy, Stack } from 'aws-cdk-lib';
import { Dashboard, GraphWidget, Metric } from 'aws-cdk-lib/aws-cloudwatch';
import { BuildSpec, ComputeType, LinuxBuildImage, PipelineProject } from 'aws-cdk-lib/aws-codebuild';
import { ServerApplication, ServerDeploymentConfig, ServerDeploymentGroup } from 'aws-cdk-lib/aws-codedeploy';
import { Artifact, ExecutionMode, Pipeline, PipelineType, type IAction, type StageProps } from 'aws-cdk-lib/aws-codepipeline';
import {
  CloudFormationCreateReplaceChangeSetAction, CloudFormationCreateUpdateStackAction, CloudFormationExecuteChangeSetAction, CodeBuildAction,
  CodeDeployServerDeployAction, CodeStarConnectionsSourceAction, LambdaInvokeAction, ManualApprovalAction, StepFunctionInvokeAction,
} from 'aws-cdk-lib/aws-codepipeline-actions';
import { Repository, TagMutability } from 'aws-cdk-lib/aws-ecr';
import { Rule } from 'aws-cdk-lib/aws-events';
import { LambdaFunction as LambdaTarget } from 'aws-cdk-lib/aws-events-targets';
import { ArnPrincipal, PolicyStatement, Role, ServicePrincipal, type IRole } from 'aws-cdk-lib/aws-iam';
import { Code, Function as LambdaFunction, Runtime } from 'aws-cdk-lib/aws-lambda';
import { LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import { BlockPublicAccess, Bucket, BucketEncryption, type BucketProps } from 'aws-cdk-lib/aws-s3';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { StateMachine } from 'aws-cdk-lib/aws-stepfunctions';
import type { Construct } from 'constructs';

export type ComputeKind = 'ec2' | 'fargate' | 'lambda';

export interface Target {
  readonly name: string;
  readonly stackName: string;
  readonly template: string;
}

const BUCKET: BucketProps = {
  encryption: BucketEncryption.S3_MANAGED, blockPublicAccess: BlockPublicAccess.BLOCK_ALL, enforceSSL: true, versioned: true, minimumTLSVersion: 1.2,
};

/** The pipeline as the library creates it, written by hand for one service. */
export class ByHandPipeline extends Stack {
  private readonly source = new Artifact('Source');
  private readonly application = new Artifact('Application');
  private readonly infrastructure = new Artifact('Infrastructure');
  private readonly topic = new Topic(this, 'Topic', { enforceSSL: true });
  private readonly bucket = new Bucket(this, 'Artifacts', { ...BUCKET, serverAccessLogsBucket: new Bucket(this, 'AccessLogs', BUCKET) });
  private readonly role = new Role(this, 'Role', { assumedBy: new ServicePrincipal('codepipeline.amazonaws.com') });

  private readonly care = this.inlineFunction('StackCare', 'cloudformation:DescribeStacks');
  private readonly careRole = this.stageRole('StackCareAction');

  constructor(scope: Construct, id: string, private readonly compute: ComputeKind, targets: Target[]) {
    super(scope, id);
    new Pipeline(this, 'Pipeline', {
      pipelineName: 'Web',
      pipelineType: PipelineType.V2,
      executionMode: ExecutionMode.QUEUED,
      role: this.role,
      artifactBucket: this.bucket,
      crossAccountKeys: false,
      restartExecutionOnUpdate: true,
      stages: [this.sourceStage(), this.buildStage(), this.updateStage(), ...targets.map((target) => this.environmentStage(target))],
    });
    const measure = (metricName: string) => new GraphWidget({
      title: metricName,
      width: 12,
      left: [new Metric({
        namespace: 'Delivery',
        metricName,
      })],
    });
    new Dashboard(this, 'Dashboard', {
      dashboardName: 'Web-delivery',
      widgets: [['Deployments', 'LeadTime'].map(measure), ['Failures', 'TimeToRestore'].map(measure)],
    });
    this.onStageEnded('Measures', 'cloudwatch:PutMetricData');
    this.onStageEnded('Notifications', 'codepipeline:ListActionExecutions');
  }

  private stageRole(stage: string): Role {
    return new Role(this, `${stage}Role`, { assumedBy: new ArnPrincipal(this.role.roleArn) });
  }

  private get executionRole(): string {
    return Fn.sub('arn:${AWS::Partition}:iam::${AWS::AccountId}:role/cdk-hnb659fds-cfn-exec-role-${AWS::AccountId}-${AWS::Region}');
  }

  private sourceStage(): StageProps {
    return {
      stageName: 'Source',
      actions: [new CodeStarConnectionsSourceAction({
        actionName: 'Source',
        owner: 'me',
        repo: 'my-app',
        branch: 'main',
        connectionArn: 'arn:aws:codeconnections:eu-west-1:111122223333:connection/01234567-89ab-cdef-0123-456789abcdef',
        output: this.source,
        role: this.stageRole('Source'),
      })],
    };
  }

  private buildStage(): StageProps {
    const logGroup = new LogGroup(this, 'BuildLogs', { retention: RetentionDays.ONE_MONTH, removalPolicy: RemovalPolicy.DESTROY });
    const project = new PipelineProject(this, 'Project', {
      buildSpec: BuildSpec.fromSourceFilename('buildspec.yml'),
      environment: { buildImage: LinuxBuildImage.STANDARD_7_0, computeType: ComputeType.SMALL },
      timeout: Duration.minutes(30),
      logging: { cloudWatch: { logGroup } },
    });
    const role = this.stageRole('Build');
    return {
      stageName: 'Build',
      actions: [
        new CodeBuildAction({ actionName: 'Build', project, input: this.source, outputs: [this.application, this.infrastructure], role }),
        ...this.compute === 'fargate' ? [this.imageBuild(role)] : [],
      ],
    };
  }

  private imageBuild(role: Role): CodeBuildAction {
    const repository = new Repository(this, 'Images', {
      repositoryName: 'web/application',
      imageScanOnPush: true,
      imageTagMutability: TagMutability.IMMUTABLE,
      lifecycleRules: [{ maxImageCount: 200 }],
    });
    const logGroup = new LogGroup(this, 'ImageLogs', { retention: RetentionDays.ONE_MONTH, removalPolicy: RemovalPolicy.DESTROY });
    const project = new PipelineProject(this, 'ImageProject', {
      buildSpec: BuildSpec.fromObject({
        version: '0.2',
        phases: { build: { commands: ['docker build -t $REPOSITORY .', 'docker push $REPOSITORY'] } },
        env: { 'exported-variables': ['DIGEST'] },
      }),
      environment: { buildImage: LinuxBuildImage.STANDARD_7_0, computeType: ComputeType.SMALL, privileged: true },
      environmentVariables: { REPOSITORY: { value: repository.repositoryUri } },
      logging: { cloudWatch: { logGroup } },
    });
    repository.grantPullPush(project);
    return new CodeBuildAction({ actionName: 'BuildImage', runOrder: 2, variablesNamespace: 'image', project, input: this.application, role });
  }

  private caring(actionName: string, runOrder: number, stackName: string): LambdaInvokeAction {
    return new LambdaInvokeAction({
      actionName, runOrder, lambda: this.care, role: this.careRole, userParameters: { stackName }, variablesNamespace: `${stackName}-${actionName}`,
    });
  }

  private updateStage(): StageProps {
    const role = this.stageRole('UpdatePipeline');
    this.allowChanging(role, this.stackName);
    return {
      stageName: 'UpdatePipeline',
      actions: [new CloudFormationCreateUpdateStackAction({
        actionName: 'UpdatePipeline',
        stackName: this.stackName,
        templatePath: this.infrastructure.atPath(this.templateFile),
        adminPermissions: false,
        cfnCapabilities: [CfnCapabilities.NAMED_IAM],
        deploymentRole: Role.fromRoleArn(this, 'UpdateExecution', this.executionRole, { mutable: false }),
        role: role.withoutPolicyUpdates(),
      })],
    };
  }

  private environmentStage({ name, stackName, template }: Target): StageProps {
    const role = this.stageRole(name);
    this.allowChanging(role, stackName);
    const common = { role: role.withoutPolicyUpdates() as IRole, stackName, changeSetName: `${stackName}-release` };
    const approvals = name === 'staging' ? [] : [new ManualApprovalAction({
      actionName: 'Approve',
      runOrder: 3,
      role,
      notificationTopic: this.topic,
    })];
    return {
      stageName: name,
      actions: [
        this.caring('RecoverStack', 1, stackName),
        new CloudFormationCreateReplaceChangeSetAction({
          ...common,
          actionName: 'PrepareChangeSet',
          runOrder: 2,
          templatePath: this.infrastructure.atPath(template),
          parameterOverrides: { NotificationTopicArn: this.topic.topicArn, ...this.revision(stackName) },
          extraInputs: this.compute === 'lambda' ? [this.application] : undefined,
          adminPermissions: false,
          cfnCapabilities: [CfnCapabilities.NAMED_IAM, CfnCapabilities.AUTO_EXPAND],
          deploymentRole: Role.fromRoleArn(this, `${name}Execution`, this.executionRole, { mutable: false }),
        }),
        ...approvals,
        new CloudFormationExecuteChangeSetAction({ ...common, actionName: 'ExecuteChangeSet', runOrder: 4 }),
        ...name === 'production' ? [this.caring('ProtectStack', 5, stackName)] : [],
        ...this.compute === 'ec2' ? this.inPlace(name, stackName, common.role) : [],
      ],
    };
  }

  /** How a revision reaches the environment's stack. */
  private revision(stackName: string): Record<string, string> {
    if (this.compute === 'fargate') return { ImageDigest: '#{image.DIGEST}' };
    const bucket = { ArtifactBucketName: this.bucket.bucketName };
    return this.compute === 'ec2' ? bucket
      : { ...bucket, RevisionKey: this.application.objectKey, ReleaseId: `#{${stackName}-RecoverStack.AttemptId}` };
  }

  private inPlace(name: string, stackName: string, role: IRole): IAction[] {
    const arn = this.formatArn({
      service: 'states', resource: 'stateMachine', resourceName: `${stackName}-SetAlarmPolling`, arnFormat: ArnFormat.COLON_RESOURCE_NAME,
    });
    return [
      new StepFunctionInvokeAction({
        actionName: 'SetAlarmPolling', runOrder: 6, role, stateMachine: StateMachine.fromStateMachineArn(this, `${name}SetAlarmPolling`, arn),
      }),
      new CodeDeployServerDeployAction({
        actionName: 'Deploy',
        runOrder: 7,
        role,
        input: this.application,
        deploymentGroup: ServerDeploymentGroup.fromServerDeploymentGroupAttributes(this, `${name}Deployments`, {
          application: ServerApplication.fromServerApplicationName(this, `${name}Application`, stackName),
          deploymentGroupName: name,
          deploymentConfig: ServerDeploymentConfig.ONE_AT_A_TIME,
        }),
      }),
    ];
  }

  private allowChanging(role: Role, stackName: string): void {
    role.addToPolicy(new PolicyStatement({
      actions: ['cloudformation:CreateChangeSet', 'cloudformation:DescribeStacks', 'cloudformation:ExecuteChangeSet', 'cloudformation:UpdateStack'],
      resources: [this.formatArn({ service: 'cloudformation', resource: 'stack', resourceName: `${stackName}/*` })],
    }));
    this.bucket.grantRead(role);
  }

  private inlineFunction(id: string, action: string): LambdaFunction {
    const role = new Role(this, `${id}Role`, { assumedBy: new ServicePrincipal('lambda.amazonaws.com') });
    const logGroup = new LogGroup(this, `${id}Logs`, { retention: RetentionDays.ONE_MONTH, removalPolicy: RemovalPolicy.DESTROY });
    logGroup.grantWrite(role);
    role.addToPolicy(new PolicyStatement({ actions: [action], resources: ['*'] }));
    return new LambdaFunction(this, id, {
      role, logGroup, runtime: Runtime.NODEJS_22_X, handler: 'index.handler', code: Code.fromInline('exports.handler = async () => {};'),
    });
  }

  private onStageEnded(id: string, action: string): void {
    new Rule(this, `${id}Rule`, {
      eventPattern: { source: ['aws.codepipeline'], detail: { pipeline: ['Web'], state: ['FAILED'] } },
      targets: [new LambdaTarget(this.inlineFunction(id, action))],
    });
  }
}
