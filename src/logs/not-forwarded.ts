import { Annotations, Stack } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import type { LogsBindOptions } from './logs-config';

/** Access logs and flow logs in existing buckets are not forwarded, because that would change the notifications of these buckets. */
export function noteUnforwardedLogs(scope: Construct, { production, accessLogs, logGroups }: LogsBindOptions): void {
  const missing = [...production && !accessLogs ? ['access logs'] : [], ...'flow' in logGroups ? [] : ['flow logs']];
  if (missing.length === 0) return;
  Annotations.of(scope).addInfo(`${missing.join(' and ')} of ${Stack.of(scope).stackName} are not sent to OpenSearch:`
    + ' only those in a bucket or a log group of the environment\'s own are');
}
