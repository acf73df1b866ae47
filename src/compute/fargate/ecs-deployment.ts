import { Duration } from 'aws-cdk-lib';
import { DeploymentStrategy } from 'aws-cdk-lib/aws-ecs';
import type { BlueGreenOptions, CanaryOptions, EcsDeploymentOptions, LinearOptions, RollingOptions } from './ecs-deployment-options';
import { PRE_STEP, type EcsHook } from './ecs-hook';
import { guardFactories } from '../../core/guard-factories';
import { misuse, requireIntegerWithin, requirePattern } from '../../core/misuse';

const PROP = 'compute.deployment';

/** CloudFormation waits at most 36 hours for a deployment and rejects templates whose traffic shift alone takes longer. */
const LONGEST = Duration.hours(33);

/** How requests move from the old tasks to the new ones. */
export interface TrafficShift {
  /** Percentage of the requests that each step moves. */
  readonly percent: number;
  /** Wait after each step but the last. */
  readonly bakeTime: Duration;
}

/** Settings of a deployment. */
interface Parts {
  readonly strategy: DeploymentStrategy;
  readonly minHealthyPercent?: number;
  readonly maxPercent?: number;
  readonly shift?: TrafficShift;
  readonly testHeader?: string;
}

/**
 * How a revision replaces the previous one: Amazon ECS deploys it during the update of the stack. CloudFormation waits for the deployment, and
 * every failure rolls back the tasks and the stack.
 *
 * @exampleMetadata fixture=pipeline
 * @example
 * Compute.fargate({ command: ['node', 'main.js'], deployment: EcsDeployment.canary({ canaryPercent: 10 }) });
 */
export class EcsDeployment {
  /**
   * New tasks replace old ones behind one target group. The circuit breaker ends the deployment early when tasks do not become healthy.
   *
   * @param options how many tasks at a time, and how long they are monitored
   */
  static rolling(options: RollingOptions = {}): EcsDeployment {
    const { minHealthyPercent = 100, maxPercent = 200 } = options;
    requireIntegerWithin(`${PROP}.minHealthyPercent`, minHealthyPercent, 0, 100, 'leave it out for 100');
    requireIntegerWithin(`${PROP}.maxPercent`, maxPercent, 100, 200, 'leave it out for 200');
    if (minHealthyPercent === 100 && maxPercent === 100) {
      throw misuse(`${PROP}.maxPercent`, 'must be greater than `minHealthyPercent`, or no task could be replaced', maxPercent,
        'leave it out for 200');
    }
    return new EcsDeployment({ strategy: DeploymentStrategy.ROLLING, minHealthyPercent, maxPercent }, options);
  }

  /**
   * All new tasks start beside the old ones, then all requests move to them at once. The old ones run until `bakeTime` is over, so you pay for
   * twice the tasks meanwhile.
   *
   * @param options how long the new tasks are monitored
   */
  static blueGreen(options: BlueGreenOptions = {}): EcsDeployment {
    return new EcsDeployment({ strategy: DeploymentStrategy.BLUE_GREEN, testHeader: options.testHeader }, options);
  }

  /**
   * All new tasks start beside the old ones, then requests move to them in equal steps.
   *
   * @param options size of the steps, and how long each is monitored
   */
  static linear(options: LinearOptions = {}): EcsDeployment {
    const { stepPercent: percent = 10, stepBakeTime: bakeTime = Duration.minutes(6), testHeader } = options;
    requireTenth('stepPercent', percent, 3);
    requireMinutes('stepBakeTime', bakeTime);
    return new EcsDeployment({ strategy: DeploymentStrategy.LINEAR, shift: { percent, bakeTime }, testHeader }, options);
  }

  /**
   * All new tasks start beside the old ones, then a small share of the requests moves to them, and later the rest.
   *
   * @param options share of the requests that move first, and for how long
   */
  static canary(options: CanaryOptions = {}): EcsDeployment {
    const { canaryPercent: percent = 5, canaryBakeTime: bakeTime = Duration.minutes(10), testHeader } = options;
    requireTenth('canaryPercent', percent, 0.1);
    requireMinutes('canaryBakeTime', bakeTime);
    return new EcsDeployment({ strategy: DeploymentStrategy.CANARY, shift: { percent, bakeTime }, testHeader }, options);
  }

  /** @internal */
  readonly _strategy: DeploymentStrategy;
  /** @internal */
  readonly _minHealthyPercent: number;
  /** @internal */
  readonly _maxPercent: number;
  /** @internal */
  readonly _bakeTime: Duration;
  /** @internal */
  readonly _shift?: TrafficShift;
  /** @internal */
  readonly _hooks: EcsHook[];
  /** @internal */
  readonly _testHeader?: { readonly name: string; readonly value: string };

  private constructor({ strategy, minHealthyPercent = 100, maxPercent = 200, shift, testHeader }: Parts, options: EcsDeploymentOptions) {
    this._strategy = strategy;
    this._minHealthyPercent = minHealthyPercent;
    this._maxPercent = maxPercent;
    this._shift = shift;
    this._bakeTime = options.bakeTime ?? Duration.minutes(5);
    requireMinutes('bakeTime', this._bakeTime);
    this._hooks = options.hooks ?? [];
    this._testHeader = testHeader === undefined ? undefined : headerOf(testHeader);
    this.requireWaitingToEnd();
  }

  /** @internal Whether there are two target groups that requests move between. */
  get _shiftsTraffic(): boolean {
    return this._strategy !== DeploymentStrategy.ROLLING;
  }

  /** @internal How many times requests are moved, except the last. */
  get _steps(): number {
    if (!this._shift) return 0;
    return this._strategy === DeploymentStrategy.CANARY ? 1 : Math.ceil(100 / this._shift.percent) - 1;
  }

  /** @internal Minimum duration of the deployment, in minutes. */
  get _minutes(): number {
    return this._bakeTime.toMinutes() + this._steps * (this._shift?.bakeTime.toMinutes() ?? 0);
  }

  /** @internal How long people may pause it, in minutes. */
  get _pauses(): number {
    // Amazon ECS pauses before each step at this stage, and once at each of the others.
    const times = (stage: string) => stage === PRE_STEP ? this._steps + 1 : 1;
    return this._hooks.flatMap(({ _pause: pause }) => pause ? pause.stages.map((stage) => pause.minutes * times(stage)) : [])
      .reduce((sum, minutes) => sum + minutes, 0);
  }

  private requireWaitingToEnd(): void {
    const minutes = this._minutes + this._pauses;
    if (minutes <= LONGEST.toMinutes()) return;
    const pauses = this._pauses > 0 ? ' and all pauses' : '';
    throw misuse(`${PROP}.bakeTime`,
      `must be at most ${LONGEST.toHours()} hours together with ${this._steps} steps${pauses}, because CloudFormation waits for it`,
      `${minutes} minutes`, `shorten the bake times${pauses}, or take larger steps`);
  }
}

guardFactories('EcsDeployment', EcsDeployment);

function requireMinutes(name: string, duration: Duration): void {
  const minutes = duration.toMinutes({ integral: false });
  if (Number.isInteger(minutes) && minutes >= 0 && minutes <= 1440) return;
  throw misuse(`${PROP}.${name}`, 'must be whole minutes, up to 24 hours', duration.toHumanString(), 'write `Duration.minutes(5)`, for example');
}

function requireTenth(name: string, percent: number, minimum: number): void {
  if (percent >= minimum && percent <= 100 && Number.isInteger(Math.round(percent * 1e6) / 1e5)) return;
  throw misuse(`${PROP}.${name}`, `must be ${minimum} to 100, in steps of 0.1`, percent, 'write 10, for example');
}

function headerOf(text: string): { name: string; value: string } {
  requirePattern(`${PROP}.testHeader`, text, /^[A-Za-z0-9-]{1,40}: [!-)+->@-~]{1,128}$/,
    'must be the name of a header, a colon, a blank and a value without `*` and `?`', 'write `X-Release: next`, for example');
  const [name, value] = text.split(': ');
  if (name.toLowerCase() === 'host') {
    throw misuse(`${PROP}.testHeader`, 'must not be Host: Elastic Load Balancing has another kind of condition for it', text,
      'write `X-Release: next`, for example');
  }
  return { name, value };
}
