import { CfnParameter, DefaultStackSynthesizer, Stack, Stage, type App } from 'aws-cdk-lib';
import { BuildSpec, PipelineProject } from 'aws-cdk-lib/aws-codebuild';
import { ServerApplication, ServerDeploymentGroup } from 'aws-cdk-lib/aws-codedeploy';
import { Artifact, Pipeline, PipelineType } from 'aws-cdk-lib/aws-codepipeline';
import * as actions from 'aws-cdk-lib/aws-codepipeline-actions';
import { Rule } from 'aws-cdk-lib/aws-events';
import { LambdaFunction } from 'aws-cdk-lib/aws-events-targets';
import { Code, Function, Runtime } from 'aws-cdk-lib/aws-lambda';
import { LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import { BlockPublicAccess, Bucket, BucketEncryption } from 'aws-cdk-lib/aws-s3';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { EnvironmentByHand } from './environment-by-hand';

/** The same architecture as an experienced team would write it, without the library. */
export function build(app: App, environments: number): void {
  const stack = new Stack(app, 'Pipeline');
  const artifact = (name: string) => new Artifact(name);
  const [source, application, infrastructure] = [artifact('Source'), artifact('Application'), artifact('Infrastructure')];
  const topic = new Topic(stack, 'Notifications', { enforceSSL: true });
  const bucket = (id: string, serverAccessLogsBucket?: Bucket) => new Bucket(stack, id, {
    encryption: BucketEncryption.S3_MANAGED,
    blockPublicAccess: BlockPublicAccess.BLOCK_ALL,
    enforceSSL: true,
    versioned: true,
    serverAccessLogsBucket,
  });
  const artifactBucket = bucket('Artifacts', bucket('AccessLogs'));
  const project = new PipelineProject(stack, 'Project', {
    buildSpec: BuildSpec.fromSourceFilename('buildspec.yml'),
    logging: { cloudWatch: { logGroup: new LogGroup(stack, 'Logs', { retention: RetentionDays.ONE_MONTH }) } },
  });
  const pipeline = new Pipeline(stack, 'Resource', {
    pipelineName: 'Web', pipelineType: PipelineType.V2, artifactBucket, restartExecutionOnUpdate: true,
  });
  const connectionArn = 'arn:aws:codeconnections:eu-west-1:111122223333:connection/01234567-89ab-cdef-0123-456789abcdef';
  pipeline.addStage({
    stageName: 'Source',
    actions: [new actions.CodeStarConnectionsSourceAction({
      actionName: 'Source', owner: 'me', repo: 'app', branch: 'main', connectionArn, output: source,
    })],
  });
  pipeline.addStage({
    stageName: 'Build',
    actions: [new actions.CodeBuildAction({ actionName: 'Build', project, input: source, outputs: [application, infrastructure] })],
  });
  pipeline.addStage({
    stageName: 'UpdatePipeline',
    actions: [new actions.CloudFormationCreateUpdateStackAction({
      actionName: 'UpdatePipeline', stackName: 'Pipeline', templatePath: infrastructure.atPath('Pipeline.template.json'), adminPermissions: true,
    })],
  });
  onStageChange('Notifications', ['FAILED', 'SUCCEEDED']);
  onStageChange('Measures', ['SUCCEEDED']);
  for (let index = 0; index < environments; index++) addEnvironment(index);

  function onStageChange(id: string, state: string[]): void {
    const handler = new Function(stack, `${id}Function`, {
      runtime: Runtime.NODEJS_24_X,
      handler: 'index.handler',
      code: Code.fromInline('exports.handler = async () => undefined;'),
      logGroup: new LogGroup(stack, `${id}Logs`, { retention: RetentionDays.ONE_MONTH }),
    });
    topic.grantPublish(handler);
    pipeline.onStateChange(`${id}Rule`, { target: new LambdaFunction(handler), eventPattern: { detail: { state } } });
    const rule = new Rule(stack, `${id}Stages`, { eventPattern: { source: ['aws.codepipeline'], detail: { state } } });
    rule.addTarget(new LambdaFunction(handler));
  }

  function addEnvironment(index: number): void {
    const name = `environment-${index}`;
    const environment = new Stack(new Stage(stack, name), 'Environment', {
      stackName: `Web-${name}`, synthesizer: new DefaultStackSynthesizer({ generateBootstrapVersionRule: false }),
    });
    const topicArn = new CfnParameter(environment, 'NotificationTopicArn').valueAsString;
    const bucketName = new CfnParameter(environment, 'ArtifactBucketName').valueAsString;
    new EnvironmentByHand(environment, 'Web', { cidr: `10.${index}.0.0/16`, production: index > 0, topicArn, bucketName });
    const stackName = environment.stackName;
    const changeSetName = `${stackName}-release`;
    pipeline.addStage({
      stageName: name,
      actions: [
        new actions.CloudFormationCreateReplaceChangeSetAction({
          actionName: 'PrepareChangeSet',
          runOrder: 1,
          stackName,
          changeSetName,
          adminPermissions: true,
          templatePath: infrastructure.atPath(`${name}/${environment.templateFile}`),
          parameterOverrides: { NotificationTopicArn: topic.topicArn, ArtifactBucketName: artifactBucket.bucketName },
        }),
        new actions.CloudFormationExecuteChangeSetAction({ actionName: 'ExecuteChangeSet', runOrder: 2, stackName, changeSetName }),
        new actions.CodeDeployServerDeployAction({
          actionName: 'Deploy',
          runOrder: 3,
          input: application,
          deploymentGroup: ServerDeploymentGroup.fromServerDeploymentGroupAttributes(stack, `${name}Group`, {
            application: ServerApplication.fromServerApplicationName(stack, `${name}Application`, stackName), deploymentGroupName: name,
          }),
        }),
      ],
    });
  }
}
