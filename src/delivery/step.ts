import type { Construct } from 'constructs';
import { StateMachineStep } from './state-machine-step';
import type { IStep, StateMachineStepOptions } from './step-config';

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

  private constructor() {}
}
