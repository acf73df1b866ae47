import { CustomResource, Duration, Stack } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import { inlineFunction } from './inline-function';
import { allow } from './permissions';

export interface ServiceLinkedRoleProps {
  /** Principal of the AWS service, such as `ecs.amazonaws.com`. */
  readonly service: string;
  /** The name that the service gives to the role. */
  readonly roleName: string;
  /** Name of the service. */
  readonly title: string;
  /** What the service uses the role for. */
  readonly reason: string;
}

/**
 * The role with which an AWS service acts for the account, one for each account. CloudFormation would create it, but refuses one that exists; the
 * service itself creates it on first use, but often fails because it uses it too early.
 *
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/using-service-linked-roles.html
 */
export class ServiceLinkedRole extends Construct {
  constructor(scope: Construct, id: string, { service, roleName, title, reason }: ServiceLinkedRoleProps) {
    super(scope, id);
    const { handler, role } = inlineFunction(this, {
      code: 'custom-resources/service-linked-role.cjs',
      description: `Makes the service-linked role of ${title}, unless it is there`,
      environment: { SERVICE: service },
      // A new role takes half a minute until it can be used.
      timeout: Duration.minutes(1),
    });
    allow(role, {
      actions: ['iam:CreateServiceLinkedRole'],
      resources: [Stack.of(this).formatArn({
        service: 'iam', region: '', resource: 'role', resourceName: `aws-service-role/${service}/${roleName}`,
      })],
      reason,
    });
    new CustomResource(this, 'Resource', {
      resourceType: 'Custom::ServiceLinkedRole',
      serviceToken: handler.functionArn,
      serviceTimeout: Duration.minutes(3),
    });
  }
}
