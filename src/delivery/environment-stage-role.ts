import { ArnFormat, Fn, Stack } from 'aws-cdk-lib';
import type { IRole } from 'aws-cdk-lib/aws-iam';
import type { Construct } from 'constructs';
import type { EnvironmentTarget } from './environment-target';
import { StageRole } from './stage-role';
import { allow } from '../core/permissions';

/** What the pipeline may do in the stage of one environment. */
export class EnvironmentStageRole extends StageRole {
  constructor(scope: Construct, id: string, pipelineRole: IRole, target: EnvironmentTarget) {
    super(scope, id, pipelineRole);
    const { stackName, executionRoleArn, applicationName, deploymentGroupName, deploymentConfigName } = target;
    allow(this, {
      actions: [
        'cloudformation:CreateChangeSet', 'cloudformation:DeleteChangeSet', 'cloudformation:DescribeChangeSet',
        'cloudformation:DescribeStackEvents', 'cloudformation:DescribeStacks', 'cloudformation:ExecuteChangeSet',
      ],
      resources: [Stack.of(this).formatArn({ service: 'cloudformation', resource: 'stack', resourceName: `${stackName}/*` })],
      reason: 'the change set of the environment\'s own stack is made and executed; the wildcard is the stack\'s unique id',
    });
    allow(this, {
      actions: ['iam:PassRole'],
      resources: [Fn.sub(executionRoleArn)],
      reason: 'CloudFormation acts with the execution role of `cdk bootstrap`',
    });
    allow(this, {
      actions: ['codedeploy:GetApplicationRevision', 'codedeploy:RegisterApplicationRevision'],
      resources: [this.codeDeployArn('application', applicationName)],
      reason: 'the revision is registered before it is deployed',
    });
    allow(this, {
      actions: ['codedeploy:CreateDeployment', 'codedeploy:GetDeployment'],
      resources: [this.codeDeployArn('deploymentgroup', `${applicationName}/${deploymentGroupName}`)],
      reason: 'the revision is deployed to the environment\'s own deployment group',
    });
    allow(this, {
      actions: ['codedeploy:GetDeploymentConfig'],
      resources: [this.codeDeployArn('deploymentconfig', deploymentConfigName)],
      reason: 'the deployment runs with this configuration',
    });
    if (target.beforeDeployment) this.allowStateMachine(target.beforeDeployment);
  }

  private allowStateMachine(name: string): void {
    const arn = (resource: string, resourceName: string) => Stack.of(this).formatArn({
      service: 'states', resource, resourceName, arnFormat: ArnFormat.COLON_RESOURCE_NAME,
    });
    allow(this, {
      actions: ['states:DescribeStateMachine', 'states:StartExecution'],
      resources: [arn('stateMachine', name)],
      reason: 'instances are added before the deployment',
    });
    allow(this, {
      actions: ['states:DescribeExecution'],
      resources: [arn('execution', `${name}:*`)],
      reason: 'the pipeline waits for the execution that it started; the wildcard is its unique id',
    });
  }

  private codeDeployArn(resource: string, resourceName: string): string {
    return Stack.of(this).formatArn({ service: 'codedeploy', resource, resourceName, arnFormat: ArnFormat.COLON_RESOURCE_NAME });
  }
}
