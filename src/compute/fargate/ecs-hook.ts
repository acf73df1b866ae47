import type { DeploymentLifecycleStage } from 'aws-cdk-lib/aws-ecs';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import { misuse } from '../../core/misuse';

/** What decides at a stage of a deployment whether it goes on. */
export class EcsHook {
  /**
   * A Lambda function. It answers `{ hookStatus: 'SUCCEEDED' }`, `FAILED`, or `IN_PROGRESS` to be asked again after 30 seconds. Whatever else it does
   * rolls back to the previous revision.
   *
   * @param handler the function, in the account and region of the environment, from `Function.fromFunctionArn` or created in the environment's stack
   * @param stages when it is asked
   * @see https://docs.aws.amazon.com/AmazonECS/latest/developerguide/deployment-lifecycle-hooks.html
   */
  static lambda(handler: IFunction, stages: DeploymentLifecycleStage[]): EcsHook {
    if (stages.length === 0) {
      throw misuse('compute.deployment.hooks', 'must name the stages at which a function is asked', stages,
        'write `[DeploymentLifecycleStage.POST_SCALE_UP]`, for example');
    }
    return new EcsHook(handler, stages);
  }

  private constructor(
    /** @internal */
    readonly _handler: IFunction,
    /** @internal */
    readonly _stages: DeploymentLifecycleStage[],
  ) {}
}
