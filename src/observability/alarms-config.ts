import type { IAlarm, IMetric } from 'aws-cdk-lib/aws-cloudwatch';
import type { ApplicationTargetGroup } from 'aws-cdk-lib/aws-elasticloadbalancingv2';

/** Alarms of an environment. All parts create theirs here, so that they notify in the same way and appear on the dashboard. */
export interface IEnvironmentAlarms {
  /**
   * Creates an alarm for a metric at or above its threshold. Missing data does not raise it.
   *
   * @param id id of the alarm, which is its title on the dashboard; a change replaces it
   * @param options metric and threshold
   */
  watch(id: string, options: AlarmWatch): IAlarm;

  /**
   * Creates an alarm for an EventBridge event.
   *
   * @param id id of the alarm, which is its title on the dashboard; a change replaces it
   * @param options event to match
   */
  watchEvents(id: string, options: EventWatch): IAlarm;

  /**
   * Creates the alarms that a web application has on any compute: errors of the application, errors of the load balancer, latency. Their
   * thresholds are the environment's `alarmThresholds`.
   *
   * @param targetGroup target group to watch; default: the whole load balancer, as for blue/green target groups
   * @returns alarms that a bad revision raises
   */
  watchRequests(targetGroup?: ApplicationTargetGroup): IAlarm[];
}

/** A metric and its threshold. */
export interface AlarmWatch {
  /** The metric, usually with a period of one minute. */
  readonly metric: IMetric;

  /** Value at which the alarm is raised. */
  readonly threshold: number;

  /**
   * Number of periods that are looked at.
   *
   * @default 1
   */
  readonly evaluationPeriods?: number;

  /**
   * How many of these periods must be at or above the threshold.
   *
   * @default - all
   */
  readonly datapointsToAlarm?: number;

  /** What is wrong, and what to check first. */
  readonly reason: string;
}

/** An event, and what it means. */
export interface EventWatch {
  /** Source of the event, such as `aws.codedeploy`. */
  readonly source: string;

  /** Detail type of the event, such as `CodeDeploy Deployment State-change Notification`. */
  readonly detailType: string;

  /** Required values of fields of the event's detail, one of which must match. */
  readonly detail: { [field: string]: string[] };

  /**
   * For how many minutes an event raises the alarm. A deployment ignores alarms that were active when it started, so a fault that recurs within this
   * time does not roll back its own fix.
   *
   * @default 1
   */
  readonly minutes?: number;

  /** Description of the rule that counts the events. */
  readonly description: string;

  /** What is wrong, and what to check first. */
  readonly reason: string;

  /**
   * Id of the rule that counts the events.
   *
   * @default - the id of the alarm with the suffix `Events`
   */
  readonly ruleId?: string;
}
