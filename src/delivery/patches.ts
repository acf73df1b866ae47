import { TimeZone } from 'aws-cdk-lib';
import { ScheduleExpression } from 'aws-cdk-lib/aws-scheduler';
import type { WeeklyPatchesOptions } from './patches-options';
import { guardFactories } from '../core/guard-factories';
import { requireIntegerWithin, requirePattern } from '../core/misuse';

/**
 * When a pipeline checks for newer machine images by itself.
 *
 * @exampleMetadata fixture=pipeline
 * @example
 * new GoStyleWebPipeline(stack, 'Web', {
 *   source: Source.gitHub({ owner: 'me', repository: 'my-app', connectionArn }),
 *   application: Application.nestJs(),
 *   patches: Patches.weekly({ weekDay: 'TUE', hour: 4 }),
 * });
 */
export class Patches {
  /**
   * Once a week.
   *
   * @param options day and hour
   */
  static weekly(options: WeeklyPatchesOptions = {}): Patches {
    const { weekDay = 'TUE', hour = 3, timeZone = TimeZone.ETC_UTC } = options;
    requirePattern('patches.weekDay', weekDay, /^(MON|TUE|WED|THU|FRI|SAT|SUN)$/, 'must be a day of the week in three capital letters',
      'write `TUE`, for example');
    requireIntegerWithin('patches.hour', hour, 0, 23, 'leave it out for 3');
    return new Patches(ScheduleExpression.cron({ weekDay, hour: String(hour), minute: '0', timeZone }));
  }

  /**
   * As often as the schedule defines.
   *
   * @param schedule of EventBridge Scheduler
   * @see https://docs.aws.amazon.com/scheduler/latest/UserGuide/schedule-types.html
   */
  static scheduled(schedule: ScheduleExpression): Patches {
    return new Patches(schedule);
  }

  private constructor(
    /** Schedule of the checks. */
    readonly schedule: ScheduleExpression,
  ) {}
}

guardFactories('Patches', Patches);
