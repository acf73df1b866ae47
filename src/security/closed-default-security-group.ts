import { CustomResource, Duration, Stack } from 'aws-cdk-lib';
import type { Vpc } from 'aws-cdk-lib/aws-ec2';
import { Construct } from 'constructs';
import { inlineFunction } from '../core/inline-function';
import { allow } from '../core/permissions';

/**
 * Removes all rules of a VPC's default security group. CloudFormation cannot remove them, and aws-cdk-lib's way needs an
 * asset, which the CloudFormation actions of a pipeline never publish.
 */
export class ClosedDefaultSecurityGroup extends Construct {
  constructor(scope: Construct, id: string, vpc: Vpc) {
    super(scope, id);
    const groupId = vpc.vpcDefaultSecurityGroup;
    const { handler, role } = inlineFunction(this, {
      code: 'custom-resources/close-default-security-group.cjs',
      description: 'Takes every rule out of the default security group',
    });
    allow(role, {
      actions: ['ec2:DescribeSecurityGroupRules'],
      resources: ['*'],
      reason: 'the rules are read before they are removed; the action does not support resource-level permissions',
    });
    allow(role, {
      actions: ['ec2:RevokeSecurityGroupEgress', 'ec2:RevokeSecurityGroupIngress'],
      resources: [Stack.of(this).formatArn({ service: 'ec2', resource: 'security-group', resourceName: groupId })],
      reason: 'the rules of the default security group are removed',
    });
    new CustomResource(this, 'Resource', {
      resourceType: 'Custom::ClosedDefaultSecurityGroup',
      serviceToken: handler.functionArn,
      serviceTimeout: Duration.minutes(2),
      properties: { DefaultSecurityGroupId: groupId },
    });
  }
}
