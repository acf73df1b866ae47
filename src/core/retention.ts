import { RetentionDays } from 'aws-cdk-lib/aws-logs';
import { misuse } from './misuse';

/** Refuses a period that Amazon CloudWatch Logs does not take: it knows a list of them. */
export function requireRetention(prop: string, retention: RetentionDays | undefined): void {
  if (retention === undefined || RetentionDays[retention] !== undefined) return;
  throw misuse(prop, 'must be a retention period that Amazon CloudWatch Logs supports', retention, 'write `RetentionDays.THREE_MONTHS`, for example');
}
