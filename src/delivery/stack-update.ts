import { Fn, Stack } from 'aws-cdk-lib';
import type { StageRole } from './stage-role';
import type { SupportStackTarget } from './support-stack';
import { allow } from '../core/permissions';

type Updated = Pick<SupportStackTarget, 'stackName' | 'executionRoleArn' | 'region'>;

/** Lets a stage create or update a stack in one action. */
export function allowUpdate(role: StageRole, { stackName, executionRoleArn, region }: Updated, reason: string, alsoDelete = false): void {
  allow(role, {
    actions: ['iam:PassRole'],
    resources: [Fn.sub(executionRoleArn)],
    reason: 'CloudFormation acts with the execution role of `cdk bootstrap`',
  });
  allow(role, {
    actions: [
      'cloudformation:CreateStack', ...alsoDelete ? ['cloudformation:DeleteStack'] : [],
      'cloudformation:DescribeStackEvents', 'cloudformation:DescribeStacks', 'cloudformation:GetStackPolicy',
      'cloudformation:GetTemplate', 'cloudformation:GetTemplateSummary', 'cloudformation:SetStackPolicy', 'cloudformation:UpdateStack',
    ],
    resources: [Stack.of(role).formatArn({ service: 'cloudformation', region, resource: 'stack', resourceName: `${stackName}/*` })],
    reason,
  });
}
