import { RemovalPolicy, Stack } from 'aws-cdk-lib';
import type { IRole } from 'aws-cdk-lib/aws-iam';
import { LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import { allow } from '../../core/permissions';
import { logGroupPrefix } from '../../observability/log-group-prefix';
import type { LogOptions } from '../../observability/log-options';

/** Log groups of the application, the CodeDeploy agent and the hook scripts. Each instance has a log stream. */
export class InstanceLogs extends Construct {
  /** By what is in them. */
  readonly groups: Readonly<Record<'application' | 'agent' | 'hooks', LogGroup>>;

  constructor(scope: Construct, id: string, { retention = RetentionDays.ONE_MONTH }: LogOptions) {
    super(scope, id);
    const prefix = logGroupPrefix(Stack.of(this));
    const group = (name: string) =>
      new LogGroup(this, name, { logGroupName: `${prefix}/${name}`, retention, removalPolicy: RemovalPolicy.DESTROY });
    this.groups = { application: group('application'), agent: group('agent'), hooks: group('hooks') };
  }

  /** Lets instances write their logs. */
  allowWriting(role: IRole): void {
    allow(role, {
      actions: ['logs:CreateLogStream', 'logs:DescribeLogStreams', 'logs:PutLogEvents'],
      resources: Object.values(this.groups).map((group) => group.logGroupArn),
      reason: 'the CloudWatch agent writes to a stream that is named after its instance',
    });
  }
}

/** Log group of the application, which notifications of a failed deployment quote. */
export function applicationLogGroupName(stack: Stack): string {
  return `${logGroupPrefix(stack)}/application`;
}
