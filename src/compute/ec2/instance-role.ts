import { Stack } from 'aws-cdk-lib';
import { Role, ServicePrincipal, type IRole } from 'aws-cdk-lib/aws-iam';
import type { Construct } from 'constructs';
import { allow } from '../../core/permissions';

/** Role of the instances. It has Session Manager instead of SSH; further permissions are granted by the user. */
export class InstanceRole extends Role {
  constructor(scope: Construct, id: string, roleName?: string) {
    super(scope, id, { roleName, assumedBy: new ServicePrincipal('ec2.amazonaws.com') });
    allowSessions(this);
  }
}

/** Permissions of Session Manager. */
export function allowSessions(role: IRole): void {
  allow(role, {
    actions: [
      'ssmmessages:CreateControlChannel', 'ssmmessages:CreateDataChannel', 'ssmmessages:OpenControlChannel', 'ssmmessages:OpenDataChannel',
    ],
    resources: ['*'],
    reason: 'Session Manager opens its channels from the instance; channels do not support resource-level permissions',
  });
  allow(role, {
    actions: ['ssm:UpdateInstanceInformation'],
    resources: [Stack.of(role).formatArn({ service: 'ec2', resource: 'instance', resourceName: '*' })],
    reason: 'the Systems Manager agent reports its instance, whose id is not known before it is launched',
  });
}

/**
 * Permissions of the CodeDeploy agent at its VPC endpoint. Over the internet the agent authenticates in another way.
 *
 * @see https://docs.aws.amazon.com/codedeploy/latest/userguide/vpc-endpoints.html#vpc-codedeploy-agent-configuration
 */
export function allowCodeDeployEndpoint(role: IRole): void {
  allow(role, {
    actions: [
      'codedeploy-commands-secure:GetDeploymentSpecification', 'codedeploy-commands-secure:PollHostCommand',
      'codedeploy-commands-secure:PutHostCommandAcknowledgement', 'codedeploy-commands-secure:PutHostCommandComplete',
    ],
    resources: ['*'],
    reason: 'the CodeDeploy agent asks its VPC endpoint what to do; these actions do not support resource-level permissions',
  });
}
