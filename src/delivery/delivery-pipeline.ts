import { Stack } from 'aws-cdk-lib';
import {
  CfnPipeline, Artifact, Pipeline, PipelineType, type ExecutionMode, type IAction, type PipelineProps, type StageProps,
} from 'aws-cdk-lib/aws-codepipeline';
import { Role, ServicePrincipal, type IRole } from 'aws-cdk-lib/aws-iam';
import type { IBucket } from 'aws-cdk-lib/aws-s3';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import { Construct } from 'constructs';
import { ArtifactBucket } from './artifact-bucket';
import { keyOfBucket } from './artifact-grants';
import type { ArtifactReader } from './artifact-reader';
import { AssetPublishing, type EnvironmentAssets } from './asset-publishing';
import { Build } from './build';
import { chooseBuildImage } from './build-architecture';
import type { BuildOptions } from './build-options';
import { bindBuildSteps, buildStepsOf } from './build-steps';
import { EnvironmentStage, type EnvironmentStageRoles } from './environment-stage';
import { EnvironmentStageRole } from './environment-stage-role';
import type { EnvironmentTarget, ForeignRoles } from './environment-target';
import { existingArtifactBucket } from './existing-artifact-bucket';
import { KnownArtifactBucket } from './known-artifact-bucket';
import type { ISource, SourceConfig } from './source-config';
import { StackCare } from './stack-care';
import { StageRole } from './stage-role';
import type { RegionTarget, SupportStackTarget } from './support-stack';
import { allowParameters } from './template-parameters';
import { UpdateStage, type PipelineStackTarget } from './update-stage';
import type { ApplicationConfig } from '../application/application-config';
import { misuse } from '../core/misuse';
import { ServiceRole } from '../core/service-role';
import { AccessLogBucket } from '../security/access-log-bucket';

export interface DeliveryPipelineProps {
  readonly name: string;
  readonly source: ISource;
  readonly buildspec: string;
  readonly build: BuildOptions;
  readonly executionMode: ExecutionMode;
  readonly application: ApplicationConfig;
  readonly environments: EnvironmentTarget[];
  readonly pipelineStack: PipelineStackTarget;
  /** Variable of the build that changes when the template of the pipeline changes. */
  readonly templateHashVariable?: string;
  /** Topic of waiting approvals and of the environments' alarms. */
  readonly notificationTopic: ITopic;
  /** Name of the pipeline's role, if another account must know it in advance. */
  readonly roleName?: string;
  /** The same for the role that recovers and protects stacks. */
  readonly stackCallerName?: string;
  /** Buckets and topics in other regions. */
  readonly regions: RegionTarget[];
  readonly supportStacks: SupportStackTarget[];
  /** Roles of other accounts that read from the bucket in the pipeline's own region. */
  readonly artifactReaders: ArtifactReader[];
  /** Name of its own bucket, if another account must know it in advance. */
  readonly artifactBucketName?: string;
  /** An existing bucket. */
  readonly artifactBucket?: IBucket;
}

/** What an environment's template refers to. */
export interface SynthesizedEnvironment {
  readonly assets?: EnvironmentAssets;
  /** Names of SSM parameters, in the environment's account. */
  readonly parameterNames: string[];
  /** Those of them that hold machine images, including AWS's public ones. */
  readonly imageParameters: string[];
}

/** Source, Build, UpdatePipeline, and one stage for each environment. */
export class DeliveryPipeline extends Construct {
  readonly pipeline: Pipeline;
  readonly artifactBucket: IBucket;
  readonly build: Build;
  /** Names of the actions that change an environment, in order, by the environment's name. */
  readonly changes = new Map<string, string[]>();

  private readonly role: IRole;
  private readonly stackCare: StackCare;
  /** Buckets of other regions. */
  private readonly buckets: Record<string, KnownArtifactBucket>;
  private readonly roles = new Construct(this, 'Roles');
  private readonly environments = new Construct(this, 'Environments');
  private readonly stageRoles: StageRole[] = [];
  /** In another account a role of the bootstrap reads parameters; it may read all of them. */
  private readonly templateReaders = new Map<string, { readonly role: IRole; readonly region?: string }>();
  private publishing?: AssetPublishing;
  private readonly sourceArtifact = new Artifact('Source');
  /** The revision, with `appspec.yml` at its root. */
  private readonly application = new Artifact('Application');
  /** The cloud assembly. */
  private readonly infrastructure = new Artifact('Infrastructure');

  constructor(scope: Construct, id: string, private readonly props: DeliveryPipelineProps) {
    super(scope, id);
    this.role = new ServiceRole(this, 'Role', { assumedBy: new ServicePrincipal('codepipeline.amazonaws.com'), roleName: props.roleName });
    this.artifactBucket = this.bucketHere();
    this.buckets = Object.fromEntries(props.regions.map((region) => [region.region, this.bucketIn(region)]));

    const source = props.source.bind(this, { output: this.sourceArtifact, role: this.stageRole('Source'), pipelineName: props.name });
    if (source.unmerged) requireNoProduction(props.environments);
    this.build = new Build(this, 'Build', {
      buildspec: props.buildspec,
      source: this.sourceArtifact,
      application: this.application,
      infrastructure: this.infrastructure,
      role: this.stageRole('Build'),
      artifactBucket: this.artifactBucket,
      pipelineName: props.name,
      options: props.build,
      image: chooseBuildImage(this, {
        chosen: props.build.buildImage, environments: props.environments, runtime: props.application.runtime,
      }),
    });
    const update = new UpdateStage(this, 'UpdatePipeline', {
      ...props.pipelineStack,
      templateHashVariable: props.templateHashVariable,
      unmerged: source.unmerged,
      infrastructure: this.infrastructure,
      artifactBucket: this.artifactBucket,
      regionBuckets: this.buckets,
      supportStacks: props.supportStacks,
      role: this.stageRole('UpdatePipeline'),
    });

    this.stackCare = new StackCare(this, 'StackCare', {
      pipelineName: props.name, pipelineRole: this.role, stacks: props.environments, roleName: props.stackCallerName,
    });
    this.remember(this.stackCare.actionRole);

    this.pipeline = new Pipeline(this, 'Pipeline', {
      pipelineName: props.name,
      pipelineType: PipelineType.V2,
      executionMode: props.executionMode,
      role: this.role,
      ...this.artifactStores(),
      crossAccountKeys: false,
      usePipelineRoleForActions: false,
      restartExecutionOnUpdate: true,
      triggers: source.triggers,
      stages: [
        { stageName: 'Source', actions: [source.action] },
        { stageName: 'Build', actions: [this.build.action, ...this.buildSteps()] },
        update.stage,
        ...props.environments.map((target) => this.environmentStage(target, source)),
      ],
    });
    // A new pipeline starts at once, so its actions need their permissions before it is created.
    this.pipeline.node.addDependency(...this.stageRoles);
    this.describe();
  }

  /** Adds what is known only when the environment's template exists. */
  complete(name: string, { assets, parameterNames }: SynthesizedEnvironment): void {
    const reader = this.templateReaders.get(name);
    if (reader) allowParameters(reader.role, parameterNames, reader.region);
    if (!assets) return;
    this.publishing ??= this.assetPublishing();
    this.pipeline.stage(name).addAction(this.publishing.publish(assets, 1));
  }

  private buildSteps(): IAction[] {
    return bindBuildSteps(() => new Construct(this, 'BuildSteps'), buildStepsOf(this.props.environments), {
      pipelineName: this.props.name,
      source: this.sourceArtifact,
      application: this.application,
      buildImage: this.build.image,
      role: this.build.action.actionProperties.role!,
    });
  }

  private assetPublishing(): AssetPublishing {
    const actionRole = new StageRole(this.roles, 'PublishAssets', this.role);
    this.pipeline.node.addDependency(actionRole);
    return new AssetPublishing(this, 'AssetPublishing', { infrastructure: this.infrastructure, buildImage: this.build.image, actionRole });
  }

  private environmentStage(target: EnvironmentTarget, source: SourceConfig): StageProps {
    const { notificationTopic } = this.props;
    const stage = new EnvironmentStage(this.environments, target.name, {
      target,
      source,
      application: this.application,
      infrastructure: this.infrastructure,
      parameters: this.parametersOf(target),
      notificationTopic,
      testReportsUrl: this.build.reportsUrl,
      stackCare: this.stackCare,
      roles: target.foreign ? this.foreignRoles(target, target.foreign) : this.ownRoles(target),
    });
    this.changes.set(target.name, stage.changes);
    return stage.stage;
  }

  private ownRoles(target: EnvironmentTarget): EnvironmentStageRoles {
    const role = this.remember(new EnvironmentStageRole(this.roles, target.name, this.role, target));
    this.templateReaders.set(target.name, { role, region: target.place.otherRegion ? target.place.region : undefined });
    (this.buckets[target.place.region] ?? this.artifactBucket).grantRead(role);
    if (target.edge) (this.buckets[target.edge.region] ?? this.artifactBucket).grantRead(role);
    // Has every permission already: the actions would only add wider ones or duplicates.
    const asItIs = role.withoutPolicyUpdates();
    return { changeSet: asItIs, deployment: asItIs, approval: role };
  }

  /** Their permissions are in the environment's account. The approval is in the pipeline's account and may only publish to the topic. */
  private foreignRoles({ name, approval }: EnvironmentTarget, { deployRoleArn, deliveryRoleArn }: ForeignRoles): EnvironmentStageRoles {
    const scope = new Construct(this.roles, name);
    const role = (id: string, arn: string) => Role.fromRoleArn(scope, id, arn, { mutable: false });
    const deployment = role('Delivery', deliveryRoleArn);
    return {
      changeSet: role('Deploy', deployRoleArn),
      deployment,
      approval: approval ? this.remember(new StageRole(scope, 'Approval', this.role)) : deployment,
    };
  }

  /** What an environment's stack knows of the pipeline's: names, so that neither stack depends on the other. */
  private parametersOf({ place, parameterNames }: EnvironmentTarget): Record<string, string> {
    const region = this.props.regions.find((each) => each.region === place.region);
    const keyArn = region ? region.keyAliasArn && everyKeyIn(this, region.region) : this.artifactBucket.encryptionKey?.keyArn;
    const values = {
      ArtifactBucketName: region?.bucketName ?? this.artifactBucket.bucketName,
      ...keyArn && { ArtifactKeyArn: keyArn },
      NotificationTopicArn: region?.topicArn ?? this.props.notificationTopic.topicArn,
    };
    return Object.fromEntries(Object.entries(values).filter(([name]) => parameterNames.includes(name)));
  }

  private bucketHere(): IBucket {
    const { name: pipelineName, artifactReaders: readers, artifactBucket: brought } = this.props;
    if (brought) return existingArtifactBucket(this, 'ExistingArtifacts', { brought, pipelineName, readers });
    return new ArtifactBucket(this, 'Artifacts', {
      accessLogs: new AccessLogBucket(this, 'AccessLogs'), pipelineName, readers, bucketName: this.props.artifactBucketName,
    });
  }

  private bucketIn({ region, bucketName, keyAliasArn }: RegionTarget): KnownArtifactBucket {
    const bucketArn = Stack.of(this).formatArn({ service: 's3', region: '', account: '', resource: bucketName });
    return new KnownArtifactBucket(this, `Artifacts-${region}`, {
      bucketName,
      keyArn: keyAliasArn,
      granted: keyAliasArn === undefined ? {} : { keyArn: everyKeyIn(this, region), keyConditions: keyOfBucket(bucketArn, region) },
    });
  }

  private artifactStores(): Pick<PipelineProps, 'artifactBucket' | 'crossRegionReplicationBuckets'> {
    if (this.props.regions.length === 0) return { artifactBucket: this.artifactBucket };
    return { crossRegionReplicationBuckets: { [Stack.of(this).region]: this.artifactBucket, ...this.buckets } };
  }

  private stageRole(stage: string): StageRole {
    return this.remember(new StageRole(this.roles, stage, this.role));
  }

  private remember<T extends StageRole>(role: T): T {
    this.stageRoles.push(role);
    return role;
  }

  /** Metadata for the local run that the template cannot express. */
  private describe(): void {
    const { name, buildspec, application, environments } = this.props;
    const { directory, port, healthCheckPath } = application;
    (this.pipeline.node.defaultChild as CfnPipeline).addMetadata('gostyle:pipeline', {
      version: 1,
      name,
      buildspec,
      application: { name, directory, port, healthCheckPath },
      environments: environments.map((target) => ({
        name: target.name, stage: target.name, stackName: target.stackName, template: target.template,
      })),
    });
  }
}

function requireNoProduction(environments: EnvironmentTarget[]): void {
  const production = environments.find(({ terminationProtection }) => terminationProtection);
  if (!production) return;
  throw misuse('source', 'must not start on pull requests in a pipeline with a production environment, because nobody has merged their code',
    production.name, 'create another pipeline for pull requests, with its own environments');
}

/** A key in another region is created there, so only its account is known here. Conditions restrict the permission to one bucket. */
function everyKeyIn(scope: Construct, region: string): string {
  return Stack.of(scope).formatArn({ service: 'kms', region, resource: 'key', resourceName: '*' });
}
