import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { CustomResource, Duration, RemovalPolicy, Stack } from 'aws-cdk-lib';
import type { Vpc } from 'aws-cdk-lib/aws-ec2';
import { ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Code, Function as LambdaFunction, Runtime } from 'aws-cdk-lib/aws-lambda';
import { LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import { allow } from '../core/permissions';
import { ServiceRole } from '../core/service-role';

const CODE = join(__dirname, '..', '..', 'provisioning', 'custom-resources', 'close-default-security-group.cjs');

/**
 * Closes a VPC's default security group. CloudFormation cannot take rules away, and what aws-cdk-lib has for it needs an
 * asset, which the CloudFormation actions of a pipeline never publish.
 */
export class ClosedDefaultSecurityGroup extends Construct {
  constructor(scope: Construct, id: string, vpc: Vpc) {
    super(scope, id);
    const groupId = vpc.vpcDefaultSecurityGroup;
    const logGroup = new LogGroup(this, 'Logs', { retention: RetentionDays.ONE_MONTH, removalPolicy: RemovalPolicy.DESTROY });
    const role = new ServiceRole(this, 'Role', { assumedBy: new ServicePrincipal('lambda.amazonaws.com') });
    logGroup.grantWrite(role);
    allow(role, {
      actions: ['ec2:DescribeSecurityGroupRules'],
      resources: ['*'],
      reason: 'the rules are looked up before they are taken away; the action has no resource that a policy could name',
    });
    allow(role, {
      actions: ['ec2:RevokeSecurityGroupEgress', 'ec2:RevokeSecurityGroupIngress'],
      resources: [Stack.of(this).formatArn({ service: 'ec2', resource: 'security-group', resourceName: groupId })],
      reason: 'the rules of the default security group are taken away',
    });
    const handler = new LambdaFunction(this, 'Function', {
      description: 'Takes every rule out of the default security group',
      runtime: Runtime.NODEJS_24_X,
      handler: 'index.handler',
      code: Code.fromInline(readFileSync(CODE, 'utf8')),
      timeout: Duration.seconds(30),
      role,
      logGroup,
    });
    new CustomResource(this, 'Resource', {
      resourceType: 'Custom::ClosedDefaultSecurityGroup',
      serviceToken: handler.functionArn,
      serviceTimeout: Duration.minutes(2),
      properties: { DefaultSecurityGroupId: groupId },
    });
  }
}
