import { Duration } from 'aws-cdk-lib';
import type { LambdaDeploymentOptions } from './lambda-deployment-options';
import { guardFactories } from '../../core/guard-factories';
import { misuse, requirePattern, requireKnown } from '../../core/misuse';

/** Minutes of CodeDeploy's predefined configurations, by their kind. */
const CANARY_MINUTES = [5, 10, 15, 30];
const LINEAR_MINUTES = [1, 2, 3, 10];

/**
 * How traffic moves from one version of a function to the next, with one of CodeDeploy's predefined configurations. While it moves, and during the
 * hooks, an alarm of the environment moves it back.
 *
 * @exampleMetadata fixture=pipeline
 * @example
 * Compute.lambda({ deployment: LambdaDeployment.canary10Percent(Duration.minutes(5)) });
 * @see https://docs.aws.amazon.com/codedeploy/latest/userguide/deployment-configurations.html
 */
export class LambdaDeployment {
  /**
   * All traffic at once, after the hook.
   *
   * @param options hooks and alarms
   */
  static allAtOnce(options: LambdaDeploymentOptions = {}): LambdaDeployment {
    return new LambdaDeployment('AllAtOnce', Duration.minutes(0), options);
  }

  /**
   * A tenth of the traffic first, the rest after a wait.
   *
   * @param wait 5, 10, 15 or 30 minutes
   * @param options hooks and alarms
   */
  static canary10Percent(wait: Duration, options: LambdaDeploymentOptions = {}): LambdaDeployment {
    const minutes = minutesOf('LambdaDeployment.canary10Percent', wait, CANARY_MINUTES);
    return new LambdaDeployment(`Canary10Percent${minutes}Minutes`, wait, options);
  }

  /**
   * A tenth of the traffic at a time, in ten steps.
   *
   * @param every 1, 2, 3 or 10 minutes
   * @param options hooks and alarms
   */
  static linear10Percent(every: Duration, options: LambdaDeploymentOptions = {}): LambdaDeployment {
    const minutes = minutesOf('LambdaDeployment.linear10Percent', every, LINEAR_MINUTES);
    return new LambdaDeployment(`Linear10PercentEvery${minutes}Minute${minutes === 1 ? '' : 's'}`, Duration.minutes(9 * minutes), options);
  }

  private constructor(
    /** Name of CodeDeploy's configuration, without `CodeDeployDefault.Lambda`. */
    readonly configurationName: string,
    /** How long it takes until all traffic has moved. */
    readonly shiftTime: Duration,
    /** @internal */
    readonly _options: LambdaDeploymentOptions,
  ) {
    for (const name of ['preTrafficHookArn', 'postTrafficHookArn'] as const) {
      const arn = _options[name];
      if (arn === undefined) continue;
      requirePattern(`compute.deployment.${name}`, arn, /^arn:[\w-]+:lambda:[\w-]+:\d{12}:function:[\w-]+(:[\w$-]+)?$/,
        'must be the ARN of a function', 'look it up with `aws lambda get-function`');
    }
  }
}

guardFactories('LambdaDeployment', LambdaDeployment);

function minutesOf(factory: string, duration: Duration, known: number[]): number {
  requireKnown(factory, duration, `write \`Duration.minutes(${known[0]})\`, for example`);
  const minutes = duration.toMinutes({ integral: false });
  if (known.includes(minutes)) return minutes;
  throw misuse(factory, `must be one of ${known.join(', ')} minutes, for which CodeDeploy has a configuration`, duration.toString(),
    `write \`Duration.minutes(${known[0]})\`, for example`);
}
