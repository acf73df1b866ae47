import { ArnFormat, Stack } from 'aws-cdk-lib';
import { ServerApplication, ServerDeploymentConfig, ServerDeploymentGroup } from 'aws-cdk-lib/aws-codedeploy';
import { CodeDeployServerDeployAction } from 'aws-cdk-lib/aws-codepipeline-actions';
import type { Construct } from 'constructs';
import type { Permission } from '../../core/permission';
import type { DeliveryBindOptions, DeliveryConfig, IDelivery } from '../../delivery/delivery-config';

/** Names of what CodeDeploy deploys to. */
export interface DeploymentNames {
  readonly applicationName: string;
  readonly deploymentGroupName: string;
  readonly deploymentConfigName: string;
}

/** CodeDeploy deploys revisions to the instances. */
export class Ec2Delivery implements IDelivery {
  readonly permissions: Permission[];

  readonly lookUpPermissions: Permission[] = [{
    actions: ['codedeploy:BatchGetDeploymentTargets', 'codedeploy:ListDeploymentTargets'],
    resources: ['*'],
    reason: 'the first host that failed is looked up; these actions do not support resource-level permissions',
  }];

  constructor(scope: Construct, private readonly names: DeploymentNames, readonly applicationLogGroupName?: string) {
    if (applicationLogGroupName !== undefined) this.lookUpPermissions.push(readingOf(scope, applicationLogGroupName));
    const { applicationName, deploymentGroupName, deploymentConfigName } = names;
    const arn = (resource: string, resourceName: string) =>
      Stack.of(scope).formatArn({ service: 'codedeploy', resource, resourceName, arnFormat: ArnFormat.COLON_RESOURCE_NAME });
    this.permissions = [
      {
        actions: ['codedeploy:GetApplicationRevision', 'codedeploy:RegisterApplicationRevision'],
        resources: [arn('application', applicationName)],
        reason: 'the revision is registered before it is deployed',
      },
      {
        actions: ['codedeploy:CreateDeployment', 'codedeploy:GetDeployment'],
        resources: [arn('deploymentgroup', `${applicationName}/${deploymentGroupName}`)],
        reason: 'the revision is deployed to the environment\'s own deployment group',
      },
      {
        actions: ['codedeploy:GetDeploymentConfig'],
        resources: [arn('deploymentconfig', deploymentConfigName)],
        reason: 'the deployment runs with this configuration',
      },
    ];
  }

  bind(scope: Construct, { application, role }: DeliveryBindOptions): DeliveryConfig {
    const { applicationName, deploymentGroupName, deploymentConfigName } = this.names;
    const deploymentGroup = ServerDeploymentGroup.fromServerDeploymentGroupAttributes(scope, 'DeploymentGroup', {
      application: ServerApplication.fromServerApplicationName(scope, 'Application', applicationName),
      deploymentGroupName,
      deploymentConfig: ServerDeploymentConfig.fromServerDeploymentConfigName(scope, 'DeploymentConfiguration', deploymentConfigName),
    });
    return { actions: [new CodeDeployServerDeployAction({ actionName: 'Deploy', role, input: application, deploymentGroup })] };
  }
}

function readingOf(scope: Construct, logGroupName: string): Permission {
  const resourceName = `${logGroupName}:log-stream:*`;
  return {
    actions: ['logs:GetLogEvents'],
    resources: [Stack.of(scope).formatArn({ service: 'logs', resource: 'log-group', resourceName, arnFormat: ArnFormat.COLON_RESOURCE_NAME })],
    reason: 'the application\'s last log lines on the failed host are read; the stream is named after the instance, which is not known in advance',
  };
}
