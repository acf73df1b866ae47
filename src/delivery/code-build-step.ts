import { ArnFormat, Stack } from 'aws-cdk-lib';
import { Project } from 'aws-cdk-lib/aws-codebuild';
import { CodeBuildAction } from 'aws-cdk-lib/aws-codepipeline-actions';
import type { Construct } from 'constructs';
import type { DeliveryBindOptions } from './delivery-config';
import type { CodeBuildStepOptions, IStep, StepConfig } from './step-config';
import type { Permission } from '../core/permission';

/** Runs a CodeBuild project on the revision, before or after its deployment. */
export class CodeBuildStep implements IStep {
  readonly actionName: string;
  readonly permissions: Permission[];
  readonly lookUpPermissions: Permission[];
  readonly revisionReaderArn?: string;

  constructor(scope: Construct, private readonly options: CodeBuildStepOptions) {
    this.actionName = options.actionName;
    this.revisionReaderArn = options.revisionReaderArn;
    this.permissions = [{
      actions: ['codebuild:BatchGetBuilds', 'codebuild:StartBuild', 'codebuild:StopBuild'],
      resources: [Stack.of(scope).formatArn({ service: 'codebuild', resource: 'project', resourceName: options.projectName })],
      reason: options.reason,
    }];
    const streams = `/aws/codebuild/${options.projectName}:log-stream:*`;
    this.lookUpPermissions = [{
      actions: ['logs:GetLogEvents'],
      resources: [Stack.of(scope).formatArn({
        service: 'logs', resource: 'log-group', resourceName: streams, arnFormat: ArnFormat.COLON_RESOURCE_NAME,
      })],
      reason: 'the notification of a failure quotes its log; the wildcard is the log stream, which is named after the build',
    }];
  }

  bind(scope: Construct, { account, region, application, role }: DeliveryBindOptions): StepConfig {
    const { actionName, projectName } = this.options;
    const arn = Stack.of(scope).formatArn({ service: 'codebuild', account, region, resource: 'project', resourceName: projectName });
    return { action: new CodeBuildAction({ actionName, role, input: application, project: Project.fromProjectArn(scope, actionName, arn) }) };
  }
}
