import { Stack } from 'aws-cdk-lib';
import type { IRole } from 'aws-cdk-lib/aws-iam';
import { allow } from '../core/permissions';

/** Whoever makes a change set or an update reads the SSM parameters of the template, not the role that CloudFormation acts with. */
export function allowPublicParameters(role: IRole, region?: string): void {
  allow(role, {
    actions: ['ssm:GetParameters'],
    resources: [parameterArn(role, 'aws/service/*', { region, account: '' })],
    reason: 'a template names what AWS publishes, for example the newest machine image; these parameters are public',
  });
}

/** For a template that is changed by the very update that reads them. */
export function allowEveryParameter(role: IRole): void {
  allow(role, {
    actions: ['ssm:GetParameters'],
    resources: [parameterArn(role, '*', {})],
    reason: 'the template may have parameters of Systems Manager; a new one is read before this role could be told of it',
  });
}

/** For a template that is known. */
export function allowParameters(role: IRole, names: string[], region?: string): void {
  if (names.length === 0) return;
  allow(role, {
    actions: ['ssm:GetParameters'],
    resources: names.map((name) => parameterArn(role, name.replace(/^\//, ''), { region })),
    reason: 'the environment\'s template has these parameters',
  });
}

function parameterArn(role: IRole, resourceName: string, { region, account }: { region?: string; account?: string }): string {
  return Stack.of(role).formatArn({ service: 'ssm', region, account, resource: 'parameter', resourceName });
}
