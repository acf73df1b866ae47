import { RetentionDays } from 'aws-cdk-lib/aws-logs';
import { misuse } from './misuse';

/** Rejects a period that Amazon CloudWatch Logs does not support: it allows only certain values. */
export function requireRetention(prop: string, retention: RetentionDays | undefined): void {
  if (retention === undefined || RetentionDays[retention] !== undefined) return;
  throw misuse(prop, 'must be a retention period that Amazon CloudWatch Logs supports', retention, 'write `RetentionDays.THREE_MONTHS`, for example');
}
