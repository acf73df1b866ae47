import type { IAlarm, IMetric } from 'aws-cdk-lib/aws-cloudwatch';
import type { ApplicationTargetGroup } from 'aws-cdk-lib/aws-elasticloadbalancingv2';

/** The alarms of an environment: whoever brings one makes it here, so that all of them notify in the same way and appear on the dashboard. */
export interface IEnvironmentAlarms {
  /**
   * Makes an alarm that is raised while a metric is at or above its threshold. A metric without data is no alarm.
   *
   * @param id id of the alarm, which is its title on the dashboard; a change replaces it
   * @param options what is watched
   */
  watch(id: string, options: AlarmWatch): IAlarm;

  /**
   * Makes an alarm that is raised by an event of EventBridge.
   *
   * @param id id of the alarm, which is its title on the dashboard; a change replaces it
   * @param options which event
   */
  watchEvents(id: string, options: EventWatch): IAlarm;

  /**
   * Makes the alarms that a web application has on any compute: errors of the application, errors of the load balancer, latency. Their
   * thresholds are the environment's `alarmThresholds`.
   *
   * @param targetGroup whose requests are watched; without one, those of the whole load balancer, as with a blue and a green target group
   * @returns alarms that a bad revision raises
   */
  watchRequests(targetGroup?: ApplicationTargetGroup): IAlarm[];
}

/** A metric, and when it means that something is wrong. */
export interface AlarmWatch {
  /** The metric, as a rule with a period of one minute. */
  readonly metric: IMetric;

  /** Value at which something is wrong. */
  readonly threshold: number;

  /**
   * How many periods in a row.
   *
   * @default 1
   */
  readonly evaluationPeriods?: number;

  /** What is wrong, and what to look at first. */
  readonly reason: string;
}

/** An event, and what it means. */
export interface EventWatch {
  /** Where the event comes from, such as `aws.codedeploy`. */
  readonly source: string;

  /** What the event is called, such as `CodeDeploy Deployment State-change Notification`. */
  readonly detailType: string;

  /** Values of the event's detail of which one must be there, by its fields. */
  readonly detail: { [field: string]: string[] };

  /** What the rule that counts the events matches. */
  readonly description: string;

  /** What is wrong, and what to look at first. */
  readonly reason: string;

  /**
   * Id of the rule that counts the events.
   *
   * @default - the id of the alarm, and `Events`
   */
  readonly ruleId?: string;
}
