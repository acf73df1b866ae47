import { Duration, Token } from 'aws-cdk-lib';
import { DeploymentLifecycleStage } from 'aws-cdk-lib/aws-ecs';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import { guardFactories } from '../../core/guard-factories';
import { misuse } from '../../core/misuse';

const PROP = 'compute.deployment.hooks';

/** Before each step of the requests. The oldest supported aws-cdk-lib may have no constant for it. */
export const PRE_STEP = 'PRE_PRODUCTION_TRAFFIC_SHIFT';

/** Stages that move traffic: Amazon ECS calls only functions there. */
const WITHOUT_PAUSE = [DeploymentLifecycleStage.TEST_TRAFFIC_SHIFT, DeploymentLifecycleStage.PRODUCTION_TRAFFIC_SHIFT];

/** How a deployment is paused. */
export interface PauseOptions {
  /**
   * How long to wait for a decision, 1 minute to 24 hours. Both revisions run meanwhile, and the pipeline's stage waits.
   *
   * @default Duration.hours(1)
   */
  readonly timeout?: Duration;

  /**
   * Whether the deployment continues if nobody decides in time.
   *
   * @default false - it rolls back to the previous revision
   */
  readonly continueByDefault?: boolean;
}

/** @internal */
export interface AskedFunction {
  readonly handler: IFunction;
  readonly stages: DeploymentLifecycleStage[];
}

/** @internal */
export interface Pause {
  readonly stages: DeploymentLifecycleStage[];
  readonly minutes: number;
  readonly action: 'CONTINUE' | 'ROLLBACK';
}

/** Who decides at a stage of a deployment whether it continues. */
export class EcsHook {
  /**
   * A Lambda function. It returns `{ hookStatus: 'SUCCEEDED' }`, `FAILED`, or `IN_PROGRESS` to be called again after 30 seconds. Any other result
   * rolls back to the previous revision.
   *
   * @param handler the function, in the account and region of the environment, from `Function.fromFunctionArn` or created in the environment's stack
   * @param stages stages at which it is called
   * @see https://docs.aws.amazon.com/AmazonECS/latest/developerguide/lambda-lifecycle-hooks.html
   */
  static lambda(handler: IFunction, stages: DeploymentLifecycleStage[]): EcsHook {
    requireStages(stages, 'a function is asked');
    return new EcsHook({ handler, stages });
  }

  /**
   * A person. The deployment waits until someone runs `aws ecs continue-service-deployment`; Amazon EventBridge reports it as `ECS Hook State Change`
   * with the hook's id. A local run asks in the console, as for an approval.
   *
   * @param stages stages at which the deployment pauses; not those that move requests (`TEST_TRAFFIC_SHIFT`, `PRODUCTION_TRAFFIC_SHIFT`)
   * @param options how long to wait
   * @see https://docs.aws.amazon.com/AmazonECS/latest/developerguide/pause-lifecycle-hooks.html
   */
  static pause(stages: DeploymentLifecycleStage[], options: PauseOptions = {}): EcsHook {
    requireStages(stages, 'the deployment is paused');
    const moving = stages.find((stage) => WITHOUT_PAUSE.includes(stage));
    if (moving !== undefined) {
      throw misuse(PROP, 'must not pause while requests are moved', moving, 'write `DeploymentLifecycleStage.POST_TEST_TRAFFIC_SHIFT`, for example');
    }
    const { timeout = Duration.hours(1), continueByDefault = false } = options;
    const minutes = timeout.toMinutes({ integral: false });
    if (!Number.isInteger(minutes) || minutes < 1 || minutes > 1440) {
      throw misuse(PROP, 'must pause for whole minutes, 1 minute to 24 hours', timeout.toHumanString(), 'leave out `timeout` for an hour');
    }
    return new EcsHook(undefined, { stages, minutes, action: continueByDefault ? 'CONTINUE' : 'ROLLBACK' });
  }

  private constructor(
    /** @internal */
    readonly _function?: AskedFunction,
    /** @internal */
    readonly _pause?: Pause,
  ) {}
}

guardFactories('EcsHook', EcsHook);

function requireStages(stages: DeploymentLifecycleStage[], what: string): void {
  const known: string[] = [...Object.values(DeploymentLifecycleStage), PRE_STEP];
  const unknown = stages.find((stage) => !Token.isUnresolved(stage) && !known.includes(stage));
  if (stages.length > 0 && unknown === undefined) return;
  throw misuse(PROP, unknown === undefined ? `must name the stages at which ${what}` : `must name stages of a deployment (${known.join(', ')})`,
    unknown ?? stages, 'write `[DeploymentLifecycleStage.POST_SCALE_UP]`, for example');
}
