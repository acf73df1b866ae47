import { Stack } from 'aws-cdk-lib';
import type { IRole } from 'aws-cdk-lib/aws-iam';
import type { Construct, IConstruct } from 'constructs';
import { allow } from '../core/permissions';

/** SSM parameters of a template are read by the role that creates the change set, not by the role that CloudFormation acts with. */
export function allowPublicParameters(role: IRole, region?: string): void {
  allow(role, {
    actions: ['ssm:GetParameters'],
    resources: [arnOf(role, 'aws/service/*', { region, account: '' })],
    reason: 'the template refers to public parameters of AWS, such as the id of the newest machine image',
  });
}

/** For a template that the update itself may change. */
export function allowEveryParameter(role: IRole): void {
  allow(role, {
    actions: ['ssm:GetParameters'],
    resources: [arnOf(role, '*', {})],
    reason: 'the template may refer to Systems Manager parameters, and a new one is read before this role can be updated to name it',
  });
}

/** For a template that is known. */
export function allowParameters(role: IRole, names: string[], region?: string): void {
  if (names.length === 0) return;
  allow(role, {
    actions: ['ssm:GetParameters'],
    resources: names.map((name) => arnOf(role, name.replace(/^\//, ''), { region })),
    reason: 'the environment\'s template has these parameters',
  });
}

/** AWS's public parameters belong to no account. */
export function isPublicParameter(name: string): boolean {
  return name.startsWith('/aws/service/');
}

/** ARN of a parameter in the account and region of a stack. */
export function parameterArn(scope: Construct, name: string): string {
  return arnOf(scope, name.replace(/^\//, ''), isPublicParameter(name) ? { account: '' } : {});
}

function arnOf(scope: IConstruct, resourceName: string, { region, account }: { region?: string; account?: string }): string {
  return Stack.of(scope).formatArn({ service: 'ssm', region, account, resource: 'parameter', resourceName });
}
