import type { Duration } from 'aws-cdk-lib';
import { misuse, requireIntegerWithin } from '../core/misuse';

/** What an environment's alarms find too much. They stop a deployment and roll it back, so measure before you lower them. */
export interface AlarmThresholds {
  /**
   * Errors (HTTP 5xx) in one minute, of the application or of the load balancer, that are too many.
   *
   * @default 10
   */
  readonly errorsPerMinute?: number;

  /**
   * Time in which 95 of 100 requests are answered, over three minutes, that is too long.
   *
   * @default Duration.seconds(2)
   */
  readonly latency?: Duration;
}

/** Refuses thresholds that would never or always alarm. */
export function requireThresholds(prop: string, { errorsPerMinute, latency }: AlarmThresholds): void {
  if (errorsPerMinute !== undefined) requireIntegerWithin(`${prop}.errorsPerMinute`, errorsPerMinute, 1, 1_000_000, 'leave it out for 10');
  if (latency && !latency.isUnresolved() && latency.toMilliseconds() <= 0) {
    throw misuse(`${prop}.latency`, 'must be longer than 0 seconds', latency.toString(), 'leave it out for 2 seconds');
  }
}
