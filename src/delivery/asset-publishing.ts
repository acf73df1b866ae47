import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ArnFormat, Duration, Fn, RemovalPolicy, Stack } from 'aws-cdk-lib';
import { BuildSpec, ComputeType, PipelineProject, type CfnProject, type IBuildImage } from 'aws-cdk-lib/aws-codebuild';
import type { Artifact, IAction } from 'aws-cdk-lib/aws-codepipeline';
import { CodeBuildAction } from 'aws-cdk-lib/aws-codepipeline-actions';
import { LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import type { StageRole } from './stage-role';
import { acknowledge, acknowledgeCheck } from '../core/acknowledge';
import { allow, explainWildcards } from '../core/permissions';

const BUILDSPEC = join(__dirname, '..', '..', 'provisioning', 'buildspecs', 'publish-assets.json');

/** Assets that an environment's templates refer to: files and images of the cloud assembly. */
export interface EnvironmentAssets {
  /** Paths of asset manifests in the cloud assembly. */
  readonly manifests: string[];
  /** ARNs of the roles of `cdk bootstrap` that publish, with `${AWS::...}` placeholders. */
  readonly roleArns: string[];
  /** Whether any of them is a container image. */
  readonly images: boolean;
}

export interface AssetPublishingProps {
  readonly infrastructure: Artifact;
  readonly buildImage: IBuildImage;
  readonly actionRole: StageRole;
}

/** Publishes the assets of environments, as `cdk deploy` would. Created only for a pipeline that has some. */
export class AssetPublishing extends Construct {
  private readonly project: PipelineProject;

  constructor(scope: Construct, id: string, private readonly props: AssetPublishingProps) {
    super(scope, id);
    this.project = new PipelineProject(this, 'Project', {
      description: 'Publishes assets of environments to where `cdk bootstrap` keeps them',
      buildSpec: BuildSpec.fromObject(JSON.parse(readFileSync(BUILDSPEC, 'utf8')) as Record<string, unknown>),
      environment: { buildImage: props.buildImage, computeType: ComputeType.SMALL },
      timeout: Duration.minutes(30),
      queuedTimeout: Duration.hours(1),
      grantReportGroupPermissions: false,
      logging: { cloudWatch: { logGroup: new LogGroup(this, 'Logs', { retention: RetentionDays.ONE_MONTH, removalPolicy: RemovalPolicy.DESTROY }) } },
    });
    // A local run has no account to publish to, and reads assets from the cloud assembly.
    (this.project.node.defaultChild as CfnProject).addMetadata('gostyle:project', { version: 1, publishes: 'assets' });
    const streams = { service: 'logs', resource: 'log-group', arnFormat: ArnFormat.COLON_RESOURCE_NAME };
    explainWildcards(this.project.role!, [Stack.of(this).formatArn({ ...streams, resourceName: `/aws/codebuild/${this.project.projectName}:*` })],
      'log streams are named by the build; they are below the name of its own project');
    acknowledge(this.project, 'AwsSolutions-CB4', 'it has no artifacts of its own; assets are encrypted by the resources of `cdk bootstrap`');
  }

  /** The action in an environment's stage. */
  publish({ manifests, roleArns, images }: EnvironmentAssets, runOrder: number): IAction {
    allow(this.project.role!, {
      actions: ['sts:AssumeRole'],
      resources: roleArns.map((arn) => Fn.sub(arn)),
      reason: 'assets are published with the roles that `cdk bootstrap` created for that purpose',
    });
    if (images) this.letRunDocker();
    return new CodeBuildAction({
      actionName: 'PublishAssets',
      runOrder,
      project: this.project,
      input: this.props.infrastructure,
      role: this.props.actionRole,
      environmentVariables: { ASSET_MANIFESTS: { value: manifests.join(' ') } },
    });
  }

  private letRunDocker(): void {
    const project = this.project.node.defaultChild as CfnProject;
    project.addPropertyOverride('Environment.PrivilegedMode', true);
    const reason = 'container images of environments are built by a Docker daemon';
    acknowledge(this.project, 'AwsSolutions-CB3', reason);
    acknowledgeCheck(project, 'codebuild.privileged', reason);
  }
}

