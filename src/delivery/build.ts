import { ArnFormat, Duration, RemovalPolicy, Stack } from 'aws-cdk-lib';
import {
  BuildSpec, Cache, ComputeType, PipelineProject, Project, type CfnProject, type IBuildImage,
} from 'aws-cdk-lib/aws-codebuild';
import type { Artifact } from 'aws-cdk-lib/aws-codepipeline';
import { CodeBuildAction } from 'aws-cdk-lib/aws-codepipeline-actions';
import type { IRole } from 'aws-cdk-lib/aws-iam';
import { LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import type { IBucket } from 'aws-cdk-lib/aws-s3';
import { Construct } from 'constructs';
import { BUILD_CACHE } from './artifact-expiry';
import { requireBuildOptions, type BuildOptions } from './build-options';
import { acknowledge, acknowledgeCheck } from '../core/acknowledge';
import { consoleUrl } from '../core/console-url';
import { explainWildcards } from '../core/permissions';

export interface BuildProps {
  readonly buildspec: string;
  readonly source: Artifact;
  readonly application: Artifact;
  readonly infrastructure: Artifact;
  readonly role: IRole;
  readonly artifactBucket: IBucket;
  readonly pipelineName: string;
  readonly options: BuildOptions;
  /** The chosen one, or AWS's for the architecture of the environments. */
  readonly image: IBuildImage;
}

/** Tests, lint, build and synthesis, as the repository's buildspec says. Later stages build nothing again. */
export class Build extends Construct {
  readonly project: PipelineProject;
  readonly action: CodeBuildAction;
  /** URL of the test reports of the project's builds. */
  readonly reportsUrl: string;
  readonly image: IBuildImage;

  constructor(scope: Construct, id: string, props: BuildProps) {
    super(scope, id);
    const { options } = props;
    requireBuildOptions('buildOptions', options);
    this.image = props.image;
    this.project = new PipelineProject(this, 'Project', {
      buildSpec: BuildSpec.fromSourceFilename(props.buildspec),
      environment: {
        buildImage: this.image,
        computeType: options.computeType ?? ComputeType.SMALL,
        privileged: options.privileged ?? false,
      },
      // Without `cache` paths in the buildspec nothing is kept, and nothing is billed.
      cache: options.cache ?? Cache.bucket(props.artifactBucket, { prefix: `${BUILD_CACHE}${props.pipelineName}` }),
      vpc: options.vpc,
      subnetSelection: options.subnetSelection,
      securityGroups: options.securityGroups,
      timeout: options.timeout ?? Duration.minutes(30),
      queuedTimeout: Duration.hours(1),
      logging: { cloudWatch: { logGroup: new LogGroup(this, 'Logs', { retention: RetentionDays.ONE_MONTH, removalPolicy: RemovalPolicy.DESTROY }) } },
    });
    this.setVariables(options);
    const project = this.project.projectName;
    const stack = Stack.of(this);
    const logStreams = { service: 'logs', resource: 'log-group', arnFormat: ArnFormat.COLON_RESOURCE_NAME };
    this.reportsUrl = consoleUrl(stack, `codesuite/codebuild/${stack.account}/projects/${project}/history`);
    explainWildcards(this.project.role!, [
      stack.formatArn({ ...logStreams, resourceName: `/aws/codebuild/${project}:*` }),
      stack.formatArn({ service: 'codebuild', resource: 'report-group', resourceName: `${project}-*` }),
    ], 'log streams and report groups are named by the build; both are below the name of its own project');
    if (options.vpc) this.explainNetworkAccess();
    if (options.privileged) this.explainPrivileges();
    acknowledge(this.project, 'AwsSolutions-CB4',
      'artifacts are encrypted by their bucket: a customer managed key costs 1 USD a month and adds nothing within one account');
    this.action = new CodeBuildAction({
      actionName: 'Build',
      project: this.project,
      input: props.source,
      outputs: [props.application, props.infrastructure],
      role: props.role,
      variablesNamespace: 'Build',
    });
  }

  private explainNetworkAccess(): void {
    const reason = 'CodeBuild creates and deletes the network interface of a build; its id is not known in advance';
    const interfaces = Stack.of(this).formatArn({ service: 'ec2', resource: 'network-interface', resourceName: '*' });
    explainWildcards(this.project.role!, [interfaces], reason);
    explainWildcards(this.project.node.findChild('PolicyDocument'), ['*'], reason);
  }

  private explainPrivileges(): void {
    const reason = 'the user enabled a Docker daemon in the build, which requires privileged mode';
    acknowledge(this.project, 'AwsSolutions-CB3', reason);
    acknowledgeCheck(this.project.node.defaultChild as CfnProject, 'codebuild.privileged', reason);
  }

  /** In place of aws-cdk-lib's own permissions, which have wildcards and no reasons. */
  private setVariables({ environmentVariables: plain = {}, secrets = {} }: BuildOptions): void {
    const texts = Object.entries(plain).map(([name, value]) => [name, { value }] as const);
    const references = Object.entries(secrets).map(([name, { type, value }]) => [name, { type, value }] as const);
    for (const secret of new Set(Object.values(secrets))) secret.grantRead(this.project.role!);
    const all = Project.serializeEnvVariables(Object.fromEntries([...texts, ...references]), true);
    if (all.length === 0) return;
    const environment = (this.project.node.defaultChild as CfnProject).environment as CfnProject.EnvironmentProperty;
    (this.project.node.defaultChild as CfnProject).environment = { ...environment, environmentVariables: all };
  }
}
