import type { Duration } from 'aws-cdk-lib';
import { misuse, requireIntegerWithin, requireKnown } from '../core/misuse';

/** Thresholds of an environment's alarms. They stop a deployment and roll it back, so measure before you lower them. */
export interface AlarmThresholds {
  /**
   * Errors (HTTP 5xx) in one minute, of the application or of the load balancer.
   *
   * @default 10
   */
  readonly errorsPerMinute?: number;

  /**
   * 95th percentile of the response time, over three minutes.
   *
   * @default Duration.seconds(2)
   */
  readonly latency?: Duration;
}

/** Rejects thresholds that would never or always alarm. */
export function requireThresholds(prop: string, { errorsPerMinute, latency }: AlarmThresholds): void {
  if (errorsPerMinute !== undefined) requireIntegerWithin(`${prop}.errorsPerMinute`, errorsPerMinute, 1, 1_000_000, 'leave it out for 10');
  if (!latency) return;
  requireKnown(`${prop}.latency`, latency, 'leave it out for 2 seconds');
  if (latency.toMilliseconds() <= 0) {
    throw misuse(`${prop}.latency`, 'must be longer than 0 seconds', latency.toString(), 'leave it out for 2 seconds');
  }
}
