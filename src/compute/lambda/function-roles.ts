import { Stack } from 'aws-cdk-lib';
import { ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { ILogGroup } from 'aws-cdk-lib/aws-logs';
import type { Construct } from 'constructs';
import { allowNetworkInterfaces } from '../../core/inline-function';
import { allow } from '../../core/permissions';
import { ServiceRole } from '../../core/service-role';

export interface FunctionRoleProps {
  readonly logGroup: ILogGroup;
  readonly inNetwork: boolean;
  readonly tracing: boolean;
}

/** Role of the function. Further permissions are granted by the user. */
export class FunctionRole extends ServiceRole {
  constructor(scope: Construct, id: string, { logGroup, inNetwork, tracing }: FunctionRoleProps) {
    super(scope, id, { assumedBy: new ServicePrincipal('lambda.amazonaws.com') });
    allow(this, {
      actions: ['logs:CreateLogStream', 'logs:PutLogEvents'],
      resources: [logGroup.logGroupArn],
      reason: 'an execution environment writes to a stream of its own; the wildcard is its name',
    });
    if (inNetwork) allowNetworkInterfaces(this);
    if (tracing) {
      allow(this, {
        actions: ['xray:PutTelemetryRecords', 'xray:PutTraceSegments'],
        resources: ['*'],
        reason: 'traces do not support resource-level permissions',
      });
    }
  }
}

export interface ShiftRoleProps {
  readonly functionArn: string;
  readonly hookArns: string[];
}

/** Permissions of CodeDeploy to move traffic of this function. The managed policy allows it for every function. */
export class ShiftRole extends ServiceRole {
  constructor(scope: Construct, id: string, { functionArn: arn, hookArns }: ShiftRoleProps) {
    super(scope, id, { assumedBy: new ServicePrincipal('codedeploy.amazonaws.com') });
    allow(this, {
      actions: ['cloudwatch:DescribeAlarms'],
      resources: ['*'],
      reason: 'CodeDeploy reads the state of the alarms of its deployment group; this action does not support resource-level permissions',
    });
    allow(this, {
      actions: ['lambda:GetAlias', 'lambda:GetProvisionedConcurrencyConfig', 'lambda:UpdateAlias'],
      resources: [arn, `${arn}:*`],
      reason: 'traffic moves through the weights of the function\'s alias; the wildcard covers its versions and aliases',
    });
    if (hookArns.length > 0) {
      allow(this, { actions: ['lambda:InvokeFunction'], resources: hookArns, reason: 'hooks are called before and after traffic moves' });
    }
  }
}

/** ARN of a function of the environment, built from its name. */
export function functionArn(scope: Construct, functionName: string): string {
  const { partition, region, account } = Stack.of(scope);
  return `arn:${partition}:lambda:${region}:${account}:function:${functionName}`;
}
