import { Duration, RemovalPolicy } from 'aws-cdk-lib';
import { BuildSpec, ComputeType, LinuxBuildImage, PipelineProject } from 'aws-cdk-lib/aws-codebuild';
import type { Artifact } from 'aws-cdk-lib/aws-codepipeline';
import { CodeBuildAction } from 'aws-cdk-lib/aws-codepipeline-actions';
import type { IRole } from 'aws-cdk-lib/aws-iam';
import { LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';

export interface BuildProps {
  readonly buildspec: string;
  readonly source: Artifact;
  readonly application: Artifact;
  readonly infrastructure: Artifact;
  readonly role: IRole;
}

/** Tests, lint, build and synthesis, as the repository's own buildspec says. Nothing is built a second time. */
export class Build extends Construct {
  readonly project: PipelineProject;
  readonly action: CodeBuildAction;

  constructor(scope: Construct, id: string, props: BuildProps) {
    super(scope, id);
    this.project = new PipelineProject(this, 'Project', {
      buildSpec: BuildSpec.fromSourceFilename(props.buildspec),
      environment: { buildImage: LinuxBuildImage.AMAZON_LINUX_2023_6, computeType: ComputeType.SMALL },
      timeout: Duration.minutes(30),
      queuedTimeout: Duration.hours(1),
      logging: { cloudWatch: { logGroup: new LogGroup(this, 'Logs', { retention: RetentionDays.ONE_MONTH, removalPolicy: RemovalPolicy.DESTROY }) } },
    });
    this.action = new CodeBuildAction({
      actionName: 'Build',
      project: this.project,
      input: props.source,
      outputs: [props.application, props.infrastructure],
      role: props.role,
      variablesNamespace: 'Build',
    });
  }
}
