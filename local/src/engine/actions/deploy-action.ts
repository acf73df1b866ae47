import type { Environments } from '../environment/environments';
import { ActionFailure, Stopped, inputArtifact, type RunAction } from '../execution/action';
import type { RevisionStore } from '../execution/revision-store';

/** CodeDeploy: the same archive that every other environment gets. */
export function deployAction(environments: Environments, revisions: RevisionStore): RunAction {
  return async (run) => {
    const environment = await environments.ofAction(run);
    const revision = await revisions.revisionOf(inputArtifact(run));
    const result = await environment.deploy(revision, run.reporter.within({ environment: environment.name }), run.signal);
    const { state, failure } = result;
    if (state.status === 'Succeeded') return { summary: `${state.id}: ${revision.commit.id.slice(0, 7)} on ${result.hosts.length} instance(s)` };
    if (run.signal.aborted) throw new Stopped(`deployment ${state.id} was stopped`);
    throw new ActionFailure(`deployment ${state.id} to ${environment.name}: ${state.status}, ${state.message ?? state.errorCode ?? ''}`, {
      environment: environment.name,
      ...(failure && { instance: failure.hostId, diagnostics: failure.event.diagnostics, lastLines: (failure.event.diagnostics?.logTail ?? '').split('\n').filter(Boolean).slice(-20) }),
    });
  };
}
