import type { Duration } from 'aws-cdk-lib';
import type { EcsHook } from './ecs-hook';

/** What every deployment by Amazon ECS has. */
export interface EcsDeploymentOptions {
  /**
   * How long a serving revision is monitored before the deployment is complete, 0 minutes to 24 hours. An alarm in this time rolls back to the
   * previous revision, whose tasks run until then.
   *
   * @default Duration.minutes(5) - longer than an alarm needs
   */
  readonly bakeTime?: Duration;

  /**
   * Lambda functions and people that decide whether the deployment goes on.
   *
   * @default - none
   */
  readonly hooks?: EcsHook[];
}

/** A few tasks at a time. */
export interface RollingOptions extends EcsDeploymentOptions {
  /**
   * Percentage of the tasks that serve at least, 0 to 100. With less than 100 tasks end before others have taken their place.
   *
   * @default 100
   */
  readonly minHealthyPercent?: number;

  /**
   * Percentage of the tasks that run at most, more than `minHealthyPercent`, up to 200.
   *
   * @default 200 - as many new tasks as there are old ones
   */
  readonly maxPercent?: number;
}

/** All new tasks run before requests go to them. */
export interface BlueGreenOptions extends EcsDeploymentOptions {
  /**
   * Header and value, as in `X-Release: next`, with which a request reaches the new tasks before all others. Anyone who knows it can reach them: it
   * is no
   * protection.
   *
   * @default - no request reaches the new tasks before they serve
   */
  readonly testHeader?: string;
}

/** Equal steps. */
export interface LinearOptions extends BlueGreenOptions {
  /**
   * Percentage of the requests that each step moves, 3 to 100, in steps of 0.1.
   *
   * @default 10
   */
  readonly stepPercent?: number;

  /**
   * How long each step is watched, 0 minutes to 24 hours.
   *
   * @default Duration.minutes(6)
   */
  readonly stepBakeTime?: Duration;
}

/** A few requests first, then all. */
export interface CanaryOptions extends BlueGreenOptions {
  /**
   * Percentage of the requests that go to the new tasks first, 0.1 to 100, in steps of 0.1.
   *
   * @default 5
   */
  readonly canaryPercent?: number;

  /**
   * How long only they are monitored, 0 minutes to 24 hours.
   *
   * @default Duration.minutes(10)
   */
  readonly canaryBakeTime?: Duration;
}
