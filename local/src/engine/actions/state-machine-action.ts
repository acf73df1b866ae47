import type { Json } from '../../assembly/json';
import { ActionFailure, Stopped } from '../../model/action-failure';
import { ServiceFailure } from '../../resources';
import type { Environments } from '../environment/environments';
import type { RunAction } from '../execution/action';

/** Step Functions: runs a state machine of the stage's environment, as of its last executed change set. */
export function stateMachineAction(environments: Environments, otherwise: RunAction): RunAction {
  return async (run) => {
    const { action, reporter: stageReporter, signal } = run;
    const name = (action.configuration.StateMachineArn ?? '').split(':').at(-1) ?? '';
    const environment = await environments.ofAction(run);
    const { stateMachines } = environment;
    const machine = stateMachines?.find(name);
    if (!stateMachines || !machine) {
      throw new ActionFailure(
        `action ${action.name} starts the state machine ${name}, which is not in the stack of ${environment.name}`,
        { environment: environment.name },
      );
    }
    const reporter = stageReporter.within({ environment: environment.name });
    if (machine.unsupported !== undefined) {
      reporter.warning('state-machine.not-run-here', `state machine ${name} cannot run locally: ${machine.unsupported}`);
      return otherwise(run);
    }
    try {
      await stateMachines.run(name, inputOf(action.configuration), { reporter, signal });
    } catch (error) {
      if (signal.aborted) throw new Stopped(`state machine ${name} was stopped`);
      if (!(error instanceof ServiceFailure)) throw error;
      throw new ActionFailure(`state machine ${name} failed: ${error.message}`, { environment: environment.name });
    }
    return { summary: `${name} succeeded, ${environment.hosts(environment.state().instances.length)}` };
  };
}

function inputOf({ Input: text, InputType: type = 'Literal' }: Readonly<Record<string, string>>): Json {
  if (text === undefined || text === '') return {};
  if (type !== 'Literal') throw new ActionFailure(`\`InputType\` must be Literal to run locally, got: ${type}`);
  try {
    return JSON.parse(text) as Json;
  } catch (error) {
    throw new ActionFailure(`\`Input\` is not JSON: ${(error as Error).message}`);
  }
}
