import type { Construct } from 'constructs';
import { CodeBuildStep } from './code-build-step';
import { StateMachineStep } from './state-machine-step';
import type { CodeBuildStepOptions, IStep, StateMachineStepOptions } from './step-config';
import { guardFactories } from '../core/guard-factories';

/** What the pipeline does before or after a deployment. */
export class Step {
  /**
   * Starts a state machine and waits for its end. The stage fails when the state machine does.
   *
   * @param scope anything in the environment's stack
   * @param options which state machine, and why
   */
  static stateMachine(scope: Construct, options: StateMachineStepOptions): IStep {
    return new StateMachineStep(scope, options);
  }

  /**
   * Runs a project of CodeBuild with the revision as its source, and waits for its end. The stage fails when the build does.
   *
   * @param scope anything in the environment's stack
   * @param options which project, and why
   */
  static codeBuild(scope: Construct, options: CodeBuildStepOptions): IStep {
    return new CodeBuildStep(scope, options);
  }

  private constructor() {}
}

guardFactories('Step', Step);
