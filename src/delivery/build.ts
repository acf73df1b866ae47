import { ArnFormat, Duration, RemovalPolicy, Stack } from 'aws-cdk-lib';
import { BuildSpec, ComputeType, LinuxBuildImage, PipelineProject } from 'aws-cdk-lib/aws-codebuild';
import type { Artifact } from 'aws-cdk-lib/aws-codepipeline';
import { CodeBuildAction } from 'aws-cdk-lib/aws-codepipeline-actions';
import type { IRole } from 'aws-cdk-lib/aws-iam';
import { LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import { acknowledge } from '../core/acknowledge';
import { consoleUrl } from '../core/console-url';
import { explainWildcards } from '../core/permissions';

export interface BuildProps {
  readonly buildspec: string;
  readonly source: Artifact;
  readonly application: Artifact;
  readonly infrastructure: Artifact;
  readonly role: IRole;
}

/** Has Node.js 24. By name, because the oldest aws-cdk-lib that we support has no constant for it. */
const BUILD_IMAGE = 'aws/codebuild/amazonlinux-x86_64-standard:6.0';

/** Tests, lint, build and synthesis, as the repository's own buildspec says. Nothing is built a second time. */
export class Build extends Construct {
  readonly project: PipelineProject;
  readonly action: CodeBuildAction;
  /** Page with the test reports of the project's builds. */
  readonly reportsUrl: string;

  constructor(scope: Construct, id: string, props: BuildProps) {
    super(scope, id);
    this.project = new PipelineProject(this, 'Project', {
      buildSpec: BuildSpec.fromSourceFilename(props.buildspec),
      environment: { buildImage: LinuxBuildImage.fromCodeBuildImageId(BUILD_IMAGE), computeType: ComputeType.SMALL },
      timeout: Duration.minutes(30),
      queuedTimeout: Duration.hours(1),
      logging: { cloudWatch: { logGroup: new LogGroup(this, 'Logs', { retention: RetentionDays.ONE_MONTH, removalPolicy: RemovalPolicy.DESTROY }) } },
    });
    const project = this.project.projectName;
    const stack = Stack.of(this);
    this.reportsUrl = consoleUrl(stack, `codesuite/codebuild/${stack.account}/projects/${project}/history`);
    explainWildcards(this.project.role!, [
      stack.formatArn({ service: 'logs', resource: 'log-group', resourceName: `/aws/codebuild/${project}:*`, arnFormat: ArnFormat.COLON_RESOURCE_NAME }),
      stack.formatArn({ service: 'codebuild', resource: 'report-group', resourceName: `${project}-*` }),
    ], 'log streams and report groups are named by the build; both are below the name of its own project');
    acknowledge(this.project, 'AwsSolutions-CB4', 'artifacts are encrypted by their bucket: a key of its own costs 1 USD a month and adds nothing in one account');
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
