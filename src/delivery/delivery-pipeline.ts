import { CfnCapabilities, Fn } from 'aws-cdk-lib';
import { Artifact, CfnPipeline, ExecutionMode, Pipeline, PipelineType, type IAction } from 'aws-cdk-lib/aws-codepipeline';
import { CloudFormationCreateUpdateStackAction } from 'aws-cdk-lib/aws-codepipeline-actions';
import { Role } from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import { ArtifactBucket } from './artifact-bucket';
import { Build } from './build';
import { EnvironmentStage, type EnvironmentTarget } from './environment-stage';
import type { ISource } from './source-config';
import type { ApplicationConfig } from '../application/application-config';

export interface DeliveryPipelineProps {
  readonly name: string;
  readonly source: ISource;
  readonly buildspec: string;
  readonly application: ApplicationConfig;
  readonly environments: EnvironmentTarget[];
  readonly selfUpdate: PipelineStackTarget;
}

/** The stack that the pipeline itself is in. */
export interface PipelineStackTarget {
  readonly stackName: string;
  readonly template: string;
  readonly executionRoleArn: string;
}

/** Source, Build, UpdatePipeline, and one stage for each environment. */
export class DeliveryPipeline extends Construct {
  readonly pipeline: Pipeline;
  readonly artifactBucket: ArtifactBucket;
  readonly build: Build;

  constructor(scope: Construct, id: string, props: DeliveryPipelineProps) {
    super(scope, id);
    const source = new Artifact('Source');
    const application = new Artifact('Application');
    const infrastructure = new Artifact('Infrastructure');

    this.artifactBucket = new ArtifactBucket(this, 'Artifacts');
    this.pipeline = new Pipeline(this, 'Pipeline', {
      pipelineName: props.name,
      pipelineType: PipelineType.V2,
      executionMode: ExecutionMode.QUEUED,
      artifactBucket: this.artifactBucket,
      crossAccountKeys: false,
      restartExecutionOnUpdate: true,
      usePipelineRoleForActions: false,
    });

    const sourceConfig = props.source.bind(this, source);
    sourceConfig.triggers?.forEach((trigger) => this.pipeline.addTrigger(trigger));
    this.pipeline.addStage({ stageName: 'Source', actions: [sourceConfig.action] });

    this.build = new Build(this, 'Build', { buildspec: props.buildspec, source, application, infrastructure });
    this.pipeline.addStage({ stageName: 'Build', actions: [this.build.action] });
    this.pipeline.addStage({ stageName: 'UpdatePipeline', actions: [this.updatePipeline(props.selfUpdate, infrastructure)] });

    for (const target of props.environments) {
      const { stage } = new EnvironmentStage(this, target.name, {
        target,
        source: sourceConfig,
        application,
        infrastructure,
        parameters: { ArtifactBucketName: this.artifactBucket.bucketName },
      });
      this.pipeline.addStage(stage);
    }
    this.describe(props);
  }

  private updatePipeline({ stackName, template, executionRoleArn }: PipelineStackTarget, infrastructure: Artifact): IAction {
    return new CloudFormationCreateUpdateStackAction({
      actionName: 'UpdatePipeline',
      stackName,
      templatePath: infrastructure.atPath(template),
      cfnCapabilities: [CfnCapabilities.NAMED_IAM],
      adminPermissions: false,
      deploymentRole: Role.fromRoleArn(this, 'ExecutionRole', Fn.sub(executionRoleArn), { mutable: false }),
    });
  }

  /** What the template cannot say by itself; the local run reads it. */
  private describe({ name, buildspec, application, environments }: DeliveryPipelineProps): void {
    const { directory, port, healthCheckPath } = application;
    (this.pipeline.node.defaultChild as CfnPipeline).addMetadata('gostyle:pipeline', {
      version: 1,
      name,
      buildspec,
      application: { name: application.name, directory, port, healthCheckPath },
      environments: environments.map((target) => ({
        name: target.name, stage: target.name, stackName: target.stackName, template: target.template,
      })),
    });
  }
}
