import type { TimeZone } from 'aws-cdk-lib';

/** Day and hour of a weekly check for patches. */
export interface WeeklyPatchesOptions {
  /**
   * Day of the week, as `MON` or `SUN`.
   *
   * @default 'TUE'
   */
  readonly weekDay?: string;

  /**
   * Hour of the day, 0 to 23.
   *
   * @default 3
   */
  readonly hour?: number;

  /**
   * Time zone of day and hour.
   *
   * @default TimeZone.ETC_UTC
   */
  readonly timeZone?: TimeZone;
}
