import { CfnPipeline, Artifact, ExecutionMode, Pipeline, PipelineType, type StageProps } from 'aws-cdk-lib/aws-codepipeline';
import { ServicePrincipal, type IRole } from 'aws-cdk-lib/aws-iam';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import { Construct } from 'constructs';
import { ArtifactBucket } from './artifact-bucket';
import { Build } from './build';
import { EnvironmentStage } from './environment-stage';
import { EnvironmentStageRole } from './environment-stage-role';
import type { EnvironmentTarget } from './environment-target';
import type { ISource, SourceConfig } from './source-config';
import { StageRole } from './stage-role';
import { UpdateStage, type PipelineStackTarget } from './update-stage';
import type { ApplicationConfig } from '../application/application-config';
import { ServiceRole } from '../core/service-role';
import { AccessLogBucket } from '../security/access-log-bucket';

export interface DeliveryPipelineProps {
  readonly name: string;
  readonly source: ISource;
  readonly buildspec: string;
  readonly application: ApplicationConfig;
  readonly environments: EnvironmentTarget[];
  readonly pipelineStack: PipelineStackTarget;
  /** Variable of the build that changes when the template of the pipeline changes. */
  readonly templateHashVariable?: string;
  /** Where an approval says that it waits, and alarms of environments that they start and end. */
  readonly notificationTopic: ITopic;
}

/** Source, Build, UpdatePipeline, and one stage for each environment. */
export class DeliveryPipeline extends Construct {
  readonly pipeline: Pipeline;
  readonly artifactBucket: ArtifactBucket;
  readonly build: Build;

  private readonly role: IRole;
  private readonly roles = new Construct(this, 'Roles');
  private readonly environments = new Construct(this, 'Environments');
  private readonly stageRoles: StageRole[] = [];
  private readonly sourceArtifact = new Artifact('Source');
  /** The revision, with `appspec.yml` at its root. */
  private readonly application = new Artifact('Application');
  /** The cloud assembly. */
  private readonly infrastructure = new Artifact('Infrastructure');

  constructor(scope: Construct, id: string, private readonly props: DeliveryPipelineProps) {
    super(scope, id);
    this.role = new ServiceRole(this, 'Role', { assumedBy: new ServicePrincipal('codepipeline.amazonaws.com') });
    this.artifactBucket = new ArtifactBucket(this, 'Artifacts', { accessLogs: new AccessLogBucket(this, 'AccessLogs') });

    const source = props.source.bind(this, { output: this.sourceArtifact, role: this.stageRole('Source') });
    this.build = new Build(this, 'Build', {
      buildspec: props.buildspec,
      source: this.sourceArtifact,
      application: this.application,
      infrastructure: this.infrastructure,
      role: this.stageRole('Build'),
    });
    const update = new UpdateStage(this, 'UpdatePipeline', {
      ...props.pipelineStack,
      templateHashVariable: props.templateHashVariable,
      infrastructure: this.infrastructure,
      artifactBucket: this.artifactBucket,
      role: this.stageRole('UpdatePipeline'),
    });

    this.pipeline = new Pipeline(this, 'Pipeline', {
      pipelineName: props.name,
      pipelineType: PipelineType.V2,
      // A commit that waits for an approval is not passed over by the next one.
      executionMode: ExecutionMode.QUEUED,
      role: this.role,
      artifactBucket: this.artifactBucket,
      crossAccountKeys: false,
      usePipelineRoleForActions: false,
      restartExecutionOnUpdate: true,
      triggers: source.triggers,
      stages: [
        { stageName: 'Source', actions: [source.action] },
        { stageName: 'Build', actions: [this.build.action] },
        update.stage,
        ...props.environments.map((target) => this.environmentStage(target, source)),
      ],
    });
    // A new pipeline starts at once: by then its actions may do what they need.
    this.pipeline.node.addDependency(...this.stageRoles);
    this.describe();
  }

  private environmentStage(target: EnvironmentTarget, source: SourceConfig): StageProps {
    const role = this.remember(new EnvironmentStageRole(this.roles, target.name, this.role, target));
    this.artifactBucket.grantRead(role);
    const { notificationTopic } = this.props;
    return new EnvironmentStage(this.environments, target.name, {
      target,
      source,
      application: this.application,
      infrastructure: this.infrastructure,
      parameters: { ArtifactBucketName: this.artifactBucket.bucketName, NotificationTopicArn: notificationTopic.topicArn },
      notificationTopic,
      testReportsUrl: this.build.reportsUrl,
      role,
    }).stage;
  }

  private stageRole(stage: string): StageRole {
    return this.remember(new StageRole(this.roles, stage, this.role));
  }

  private remember<T extends StageRole>(role: T): T {
    this.stageRoles.push(role);
    return role;
  }

  /** What the template cannot say by itself; the local run reads it. */
  private describe(): void {
    const { name, buildspec, application, environments } = this.props;
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
