import type { RetentionDays } from 'aws-cdk-lib/aws-logs';
import { misuse } from '../core/misuse';

/** Which logs of the instances to send to CloudWatch, at about 0.50 USD a GB. */
export interface LogOptions {
  /**
   * The systemd unit of the application, such as `my-app.service`. Instances need it; tasks and functions have none.
   *
   * @default - none
   */
  readonly unit?: string;

  /**
   * How long CloudWatch keeps the logs.
   *
   * @default RetentionDays.ONE_MONTH
   */
  readonly retention?: RetentionDays;
}

/** Rejects an invalid unit name. */
export function requireLogs(prop: string, { unit }: LogOptions): void {
  if (unit !== undefined && !/^[A-Za-z0-9@_.:-]{1,240}\.service$/.test(unit)) {
    throw misuse(`${prop}.unit`, 'must be the name of a systemd service', unit, 'write `my-app.service`, for example');
  }
}

/** Refuses logs of instances that leave out the application's. */
export function requireUnit(prop: string, { unit }: LogOptions): void {
  if (unit === undefined) throw misuse(`${prop}.unit`, 'must be the name of a systemd service', unit, 'write `my-app.service`, for example');
}
