import { join } from 'node:path';
import { ArnFormat, Duration, RemovalPolicy, Stack } from 'aws-cdk-lib';
import {
  BuildSpec, ComputeType, PipelineProject, type BuildEnvironmentVariable, type CfnProject, type IBuildImage,
} from 'aws-cdk-lib/aws-codebuild';
import { CodeBuildAction } from 'aws-cdk-lib/aws-codepipeline-actions';
import { LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import type { Construct } from 'constructs';
import { ImageRepository } from './image-repository';
import { acknowledge, acknowledgeCheck } from '../../core/acknowledge';
import { allow, explainWildcards } from '../../core/permissions';
import { readScript } from '../../core/script';
import { architectureOf, buildImageFor } from '../../delivery/build-image';
import type { BuildStepBindOptions, BuildStepConfig, IBuildStep, RepositoryDockerfile } from '../../delivery/build-step-config';

const IMAGE = join(__dirname, '..', '..', '..', 'provisioning', 'image');
const DIGEST_FILE = '/tmp/image-digest';

export interface ImageBuildProps {
  /** Architecture of the tasks: `X86_64` or `ARM64`. */
  readonly architecture: string;
  readonly baseImage?: string;
  readonly dockerfile?: string;
  /** Command of the tasks. */
  readonly program?: string;
  readonly keptImages: number;
  readonly readerArns?: string[];
}

/** Builds the image of a revision, once for all environments, in their architecture. */
export class ImageBuild implements IBuildStep {
  readonly actionName: string;
  readonly settings: string;
  readonly readerArns?: string[];
  readonly dockerfile?: RepositoryDockerfile;

  constructor(private readonly props: ImageBuildProps) {
    const { architecture, baseImage, dockerfile, program, keptImages } = props;
    this.actionName = architecture === 'ARM64' ? 'BuildArmImage' : 'BuildImage';
    this.settings = JSON.stringify({ baseImage, dockerfile, program, keptImages });
    this.readerArns = props.readerArns;
    this.dockerfile = dockerfile === undefined ? undefined : { path: dockerfile, architecture };
  }

  /** The variable of the pipeline that holds the digest. */
  get digest(): string {
    return `#{${this.actionName}.IMAGE_DIGEST}`;
  }

  bind(scope: Construct, options: BuildStepBindOptions): BuildStepConfig {
    const repository = this.repository(scope, options);
    const project = this.project(scope, options, repository);
    for (const reader of options.readerArns) repository.allowPulling(reader);
    return {
      action: new CodeBuildAction({
        actionName: this.actionName,
        project,
        input: options.application,
        extraInputs: this.dockerfile === undefined ? undefined : [options.source],
        role: options.role,
        variablesNamespace: this.actionName,
        environmentVariables: { IMAGE_TAG: { value: `#{codepipeline.PipelineExecutionId}${this.props.architecture === 'ARM64' ? '-arm64' : ''}` } },
      }),
    };
  }

  /** One repository for all architectures. */
  private repository(scope: Construct, { pipelineName }: BuildStepBindOptions): ImageRepository {
    const parent = scope.node.scope as Construct;
    const existing = parent.node.tryFindChild('Images') as ImageRepository | undefined;
    return existing ?? new ImageRepository(parent, 'Images', { pipelineName, keptImages: this.props.keptImages });
  }

  private project(scope: Construct, options: BuildStepBindOptions, repository: ImageRepository): PipelineProject {
    const project = new PipelineProject(scope, 'Project', {
      description: 'Makes the image of a revision and pushes it to the pipeline\'s repository',
      buildSpec: buildSpec(),
      environment: {
        buildImage: this.buildImage(options.buildImage),
        computeType: ComputeType.SMALL,
        privileged: true,
        environmentVariables: this.variables(options, repository),
      },
      timeout: Duration.minutes(30),
      queuedTimeout: Duration.hours(1),
      grantReportGroupPermissions: false,
      logging: {
        cloudWatch: { logGroup: new LogGroup(scope, 'Logs', { retention: RetentionDays.ONE_MONTH, removalPolicy: RemovalPolicy.DESTROY }) },
      },
    });
    // A local run pushes nothing: its tasks run the revision itself.
    (project.node.defaultChild as CfnProject).addMetadata('gostyle:project', { version: 1, publishes: 'image' });
    explainProject(project);
    allow(project.role!, {
      actions: [
        'ecr:BatchCheckLayerAvailability', 'ecr:BatchGetImage', 'ecr:CompleteLayerUpload', 'ecr:DescribeImages', 'ecr:GetDownloadUrlForLayer',
        'ecr:InitiateLayerUpload', 'ecr:PutImage', 'ecr:UploadLayerPart',
      ],
      resources: [repository.repositoryArn],
      reason: 'the image is pushed to the pipeline\'s own repository, and its digest is looked up there',
    });
    allow(project.role!, {
      actions: ['ecr:GetAuthorizationToken'],
      resources: ['*'],
      reason: 'Docker signs in to the registry; this action does not support resource-level permissions',
    });
    return project;
  }

  private buildImage(ofPipeline: IBuildImage): IBuildImage {
    return architectureOf(ofPipeline) === this.props.architecture ? ofPipeline : buildImageFor(this.props.architecture);
  }

  private variables({ source }: BuildStepBindOptions, repository: ImageRepository): Record<string, BuildEnvironmentVariable> {
    const { baseImage, dockerfile, program } = this.props;
    const values = {
      REPOSITORY_URI: repository.repositoryUri,
      DIGEST_FILE,
      ...program !== undefined && { PROGRAM: program },
      ...dockerfile === undefined
        ? { BASE_IMAGE: baseImage!, GENERATED_DOCKERFILE: readScript(join(IMAGE, 'Dockerfile')) }
        : { DOCKERFILE: dockerfile, SOURCE_ARTIFACT: source.artifactName! },
    };
    return Object.fromEntries(Object.entries(values).map(([name, value]) => [name, { value }]));
  }
}

/** Runs the script in a bash of its own, because the build's shell has other options than its `set -e`. */
function buildSpec(): BuildSpec {
  const script = readScript(join(IMAGE, 'build-image.sh'));
  return BuildSpec.fromObject({
    version: '0.2',
    env: { 'shell': 'bash', 'exported-variables': ['IMAGE_DIGEST'] },
    phases: {
      build: {
        commands: [
          `bash -c "$(cat <<'END_OF_SCRIPT'\n${script}\nEND_OF_SCRIPT\n)"`,
          'export IMAGE_DIGEST="$(cat "$DIGEST_FILE")"',
        ],
      },
    },
  });
}

function explainProject(project: PipelineProject): void {
  const privileged = 'the Docker daemon that makes the image needs them; the buildspec is the library\'s own';
  acknowledge(project, 'AwsSolutions-CB3', privileged);
  acknowledgeCheck(project.node.defaultChild as CfnProject, 'codebuild.privileged', privileged);
  acknowledge(project, 'AwsSolutions-CB4', 'it has no artifacts of its own; the repository encrypts the image');
  const streams = { service: 'logs', resource: 'log-group', arnFormat: ArnFormat.COLON_RESOURCE_NAME };
  explainWildcards(project.role!, [Stack.of(project).formatArn({ ...streams, resourceName: `/aws/codebuild/${project.projectName}:*` })],
    'log streams are named by the build; they are below the name of its own project');
}
