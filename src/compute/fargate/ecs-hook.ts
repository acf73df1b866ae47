import { Duration } from 'aws-cdk-lib';
import { DeploymentLifecycleStage } from 'aws-cdk-lib/aws-ecs';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import { misuse } from '../../core/misuse';

const PROP = 'compute.deployment.hooks';

/** While requests are moved, Amazon ECS asks functions only. */
const WITHOUT_PAUSE = [DeploymentLifecycleStage.TEST_TRAFFIC_SHIFT, DeploymentLifecycleStage.PRODUCTION_TRAFFIC_SHIFT];

/** How long a deployment is paused. */
export interface PauseOptions {
  /**
   * How long it waits for a decision, 1 minute to 24 hours. Both revisions run meanwhile, and the stage of the pipeline waits.
   *
   * @default Duration.hours(1)
   */
  readonly timeout?: Duration;

  /**
   * Whether the deployment goes on if nobody decides in time.
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

/** What decides at a stage of a deployment whether it goes on. */
export class EcsHook {
  /**
   * A Lambda function. It answers `{ hookStatus: 'SUCCEEDED' }`, `FAILED`, or `IN_PROGRESS` to be asked again after 30 seconds. Whatever else it does
   * rolls back to the previous revision.
   *
   * @param handler the function, in the account and region of the environment, from `Function.fromFunctionArn` or created in the environment's stack
   * @param stages when it is asked
   * @see https://docs.aws.amazon.com/AmazonECS/latest/developerguide/lambda-lifecycle-hooks.html
   */
  static lambda(handler: IFunction, stages: DeploymentLifecycleStage[]): EcsHook {
    requireStages(stages, 'a function is asked');
    return new EcsHook({ handler, stages });
  }

  /**
   * A person. The deployment waits until someone runs `aws ecs continue-service-deployment`; Amazon EventBridge reports it as `ECS Hook State Change`
   * with the hook's id. A local run asks as it asks for approvals.
   *
   * @param stages when the deployment is paused; not while requests are moved (`TEST_TRAFFIC_SHIFT`, `PRODUCTION_TRAFFIC_SHIFT`)
   * @param options how long it waits
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

function requireStages(stages: DeploymentLifecycleStage[], what: string): void {
  if (stages.length > 0) return;
  throw misuse(PROP, `must name the stages at which ${what}`, stages, 'write `[DeploymentLifecycleStage.POST_SCALE_UP]`, for example');
}
