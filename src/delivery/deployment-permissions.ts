import { ArnFormat, Stack } from 'aws-cdk-lib';
import type { IRole } from 'aws-cdk-lib/aws-iam';
import type { EnvironmentTarget } from './environment-target';
import { allow } from '../core/permissions';

export interface DeploymentNames extends Pick<EnvironmentTarget, 'applicationName' | 'deploymentGroupName' | 'deploymentConfigName' | 'beforeDeployment'> {
  /** Where it is, if not where the role's stack is. */
  readonly region?: string;
}

/** What a deployment to one environment needs, in the account of the role. */
export function allowDeployment(role: IRole, names: DeploymentNames): void {
  const { applicationName, deploymentGroupName, deploymentConfigName, beforeDeployment, region } = names;
  const arn = (service: string, resource: string, resourceName: string) =>
    Stack.of(role).formatArn({ service, resource, resourceName, region, arnFormat: ArnFormat.COLON_RESOURCE_NAME });
  allow(role, {
    actions: ['codedeploy:GetApplicationRevision', 'codedeploy:RegisterApplicationRevision'],
    resources: [arn('codedeploy', 'application', applicationName)],
    reason: 'the revision is registered before it is deployed',
  });
  allow(role, {
    actions: ['codedeploy:CreateDeployment', 'codedeploy:GetDeployment'],
    resources: [arn('codedeploy', 'deploymentgroup', `${applicationName}/${deploymentGroupName}`)],
    reason: 'the revision is deployed to the environment\'s own deployment group',
  });
  allow(role, {
    actions: ['codedeploy:GetDeploymentConfig'],
    resources: [arn('codedeploy', 'deploymentconfig', deploymentConfigName)],
    reason: 'the deployment runs with this configuration',
  });
  if (!beforeDeployment) return;
  allow(role, {
    actions: ['states:DescribeStateMachine', 'states:StartExecution'],
    resources: [arn('states', 'stateMachine', beforeDeployment)],
    reason: 'instances are added before the deployment',
  });
  allow(role, {
    actions: ['states:DescribeExecution'],
    resources: [arn('states', 'execution', `${beforeDeployment}:*`)],
    reason: 'the pipeline waits for the execution that it started; the wildcard is its unique id',
  });
}
