import { ActionFailure, Stopped } from '../../model/action-failure';
import type { Environments } from '../environment/environments';
import { inputArtifact, type RunAction } from '../execution/action';
import type { RevisionStore } from '../execution/revision-store';

/** Deploys a revision to the stage's environment: the same archive that every other environment gets. */
export function deployAction(environments: Environments, revisions: RevisionStore): RunAction {
  return async (run) => {
    const { signal, action: { configuration } } = run;
    const environment = await environments.ofAction(run);
    const reporter = run.reporter.within({ environment: environment.name });
    const { state, instances, failure } = await revisions.use(inputArtifact(run), (revision) => (
      environment.deploy({ revision, configuration, reporter, signal })));
    if (state.status === 'Succeeded') return { summary: `${state.id}: ${state.revision.slice(0, 7)} on ${environment.hosts(instances)}` };
    if (signal.aborted) throw new Stopped(`deployment ${state.id} was stopped`);
    const { cause, ...details } = failure ?? {};
    const text = `deployment ${state.id} to ${environment.name}: ${state.status}, ${state.message ?? state.errorCode ?? ''}`;
    throw new ActionFailure(cause === undefined ? text : `${cause}; ${text}`, { environment: environment.name, ...details });
  };
}
