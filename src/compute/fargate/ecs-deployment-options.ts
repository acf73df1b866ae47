import type { Duration } from 'aws-cdk-lib';
import type { EcsHook } from './ecs-hook';

/** Options of every deployment by Amazon ECS. */
export interface EcsDeploymentOptions {
  /**
   * How long a serving revision is monitored before the deployment is complete, 0 minutes to 24 hours. An alarm in this time rolls back to the
   * previous revision. Its tasks run until then, except with a rolling deployment, which starts them again.
   *
   * @default Duration.minutes(5) - longer than an alarm needs
   */
  readonly bakeTime?: Duration;

  /**
   * Lambda functions and people that decide whether the deployment continues.
   *
   * @default - none
   */
  readonly hooks?: EcsHook[];
}

/** Options of a rolling deployment. */
export interface RollingOptions extends EcsDeploymentOptions {
  /**
   * Minimum percentage of the tasks that serve, 0 to 100. Below 100, old tasks are stopped before new ones have replaced them.
   *
   * @default 100
   */
  readonly minHealthyPercent?: number;

  /**
   * Maximum percentage of the tasks that run, more than `minHealthyPercent`, up to 200. It must allow one task more than `minCapacity`, or
   * `minHealthyPercent` one fewer: otherwise no task could be replaced, and synthesis fails.
   *
   * @default 200 - as many new tasks as there are old ones
   */
  readonly maxPercent?: number;
}

/** Options of a blue/green deployment. */
export interface BlueGreenOptions extends EcsDeploymentOptions {
  /**
   * Header and value, such as `X-Release: next`, that route a request to the new tasks before they receive other requests. It is no protection:
   * anyone who knows it can reach them. The header must not be `Host`.
   *
   * @default - no request reaches the new tasks before they serve
   */
  readonly testHeader?: string;
}

/** Options of a linear deployment. */
export interface LinearOptions extends BlueGreenOptions {
  /**
   * Percentage of the requests that each step moves, 3 to 100, in steps of 0.1.
   *
   * @default 10
   */
  readonly stepPercent?: number;

  /**
   * How long each step is monitored, 0 minutes to 24 hours.
   *
   * @default Duration.minutes(6)
   */
  readonly stepBakeTime?: Duration;
}

/** Options of a canary deployment. */
export interface CanaryOptions extends BlueGreenOptions {
  /**
   * Percentage of the requests that go to the new tasks first, 0.1 to 100, in steps of 0.1.
   *
   * @default 5
   */
  readonly canaryPercent?: number;

  /**
   * How long the new tasks are monitored with this share of the requests, 0 minutes to 24 hours.
   *
   * @default Duration.minutes(10)
   */
  readonly canaryBakeTime?: Duration;
}
