import { Stack } from 'aws-cdk-lib';
import { Role, ServicePrincipal, type IRole } from 'aws-cdk-lib/aws-iam';
import type { Construct } from 'constructs';
import { allow } from '../../core/permissions';

/** Role of the instances: Session Manager instead of SSH. What else an application may do, its environment's owner grants. */
export class InstanceRole extends Role {
  constructor(scope: Construct, id: string, roleName?: string) {
    super(scope, id, { roleName, assumedBy: new ServicePrincipal('ec2.amazonaws.com') });
    allowSessions(this);
  }
}

/** Session Manager. */
export function allowSessions(role: IRole): void {
  allow(role, {
    actions: [
      'ssmmessages:CreateControlChannel', 'ssmmessages:CreateDataChannel', 'ssmmessages:OpenControlChannel', 'ssmmessages:OpenDataChannel',
    ],
    resources: ['*'],
    reason: 'Session Manager opens its channels from the instance; they have no resource that a policy could name',
  });
  allow(role, {
    actions: ['ssm:UpdateInstanceInformation'],
    resources: [Stack.of(role).formatArn({ service: 'ec2', resource: 'instance', resourceName: '*' })],
    reason: 'the Systems Manager agent reports its instance, whose id is not known before it is launched',
  });
}

/**
 * What the CodeDeploy agent asks for at its VPC endpoint. Over the internet it proves who it is in another way.
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
    reason: 'the CodeDeploy agent asks its VPC endpoint what to do; these actions have no resource that a policy could name',
  });
}
