import type { TimeZone } from 'aws-cdk-lib';

/** When patches are looked for once a week. */
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
   * Time zone that day and hour are of.
   *
   * @default TimeZone.ETC_UTC
   */
  readonly timeZone?: TimeZone;
}
