import { join } from 'node:path';
import { projectOfEnvironment } from './environment-project';
import { makeImage, requireImagesThatRunHere } from './image-build';
import type { BuildProject } from '../../assembly';
import type { Stores } from '../../codebuild';
import type { Reporter } from '../../messages/reporter';
import { ActionFailure, Stopped } from '../../model/action-failure';
import type { ApprovalState, CommitState } from '../../model/run-state';
import type { Environments } from '../environment/environments';
import { inputArtifact, type ActionRun, type RunAction } from '../execution/action';
import { ACCOUNT_ENVIRONMENT } from '../execution/cdk-app';
import type { StateDirectory } from '../state/state-directory';
import type { WorkDirectory } from '../state/work-directory';

export interface BuildRequest {
  readonly project: BuildProject;
  readonly sourceDirectory: string;
  /** By the name of the artifact. */
  readonly secondarySources: Readonly<Record<string, string>>;
  /** Files of the primary artifact go here; those of a secondary one into a folder with its name. */
  readonly artifactsDirectory: string;
  readonly outputArtifacts: readonly string[];
  readonly cacheDirectory: string;
  /** Where builds happen. */
  readonly workDirectory: string;
  readonly buildNumber: number;
  readonly variables: readonly BuildProject['environmentVariables'][number][];
  readonly environment: Readonly<Record<string, string>>;
  /** Where secrets are read, if not from what the user gave to the run. */
  readonly stores?: Stores;
  readonly commit: CommitState;
  readonly initiator: string;
  readonly reporter: Reporter;
  readonly signal: AbortSignal;
}

export interface BuildResult {
  readonly status: 'SUCCEEDED' | 'FAILED' | 'STOPPED';
  /** The first message of a failed build names the command and its exit status. */
  readonly messages: readonly string[];
  readonly lastLines: readonly string[];
  /** Names of the artifacts that were made; `primary` is the one without a name. */
  readonly artifacts: readonly string[];
  readonly exportedVariables: Readonly<Record<string, string>>;
  readonly tests?: ApprovalState['testReport'];
}

export type RunBuild = (request: BuildRequest) => Promise<BuildResult>;

/** CodeBuild: the repository's own buildspec on the checked-out commit. */
export function buildAction(state: StateDirectory, work: WorkDirectory, environments: Environments, runBuild: RunBuild): RunAction {
  let buildNumber = 0;
  return async (run) => {
    const { action, executionId, commit, pipeline } = run;
    const { project, stores } = action.project ? { project: action.project } : await projectOfEnvironment(run, environments);
    if (project.publishes === 'assets') return { summary: 'nothing to publish here: assets are in the cloud assembly' };
    if (project.publishes === 'image') return makeImage(run, state);
    requireImagesThatRunHere(pipeline);
    const { outputArtifacts } = action;
    const result = await runBuild({
      project,
      sourceDirectory: inputArtifact(run).directory,
      secondarySources: Object.fromEntries(action.inputArtifacts.slice(1).map((name, index) => [name, inputArtifact(run, index + 1).directory])),
      artifactsDirectory: outputArtifacts.length === 1
        ? state.artifact(executionId, outputArtifacts[0])
        : join(state.execution(executionId), 'artifacts'),
      outputArtifacts,
      workDirectory: await work.make(),
      buildNumber: buildNumber += 1,
      cacheDirectory: state.cache(project.logicalId),
      variables: [...project.environmentVariables, ...action.environmentVariables],
      environment: ACCOUNT_ENVIRONMENT,
      ...stores && { stores },
      commit,
      initiator: `codepipeline/${pipeline.name}`,
      reporter: run.reporter,
      signal: run.signal,
    }).finally(() => work.removeIfEmpty());
    if (run.signal.aborted || result.status === 'STOPPED') throw new Stopped('the build was stopped');
    if (result.tests) await state.write(state.testReport(executionId), result.tests);
    if (result.status === 'FAILED') {
      throw new ActionFailure(result.messages[0] ?? 'the build failed', { lastLines: [...result.messages.slice(1), ...result.lastLines] });
    }
    keepArtifacts(run, result, state);
    return { summary: outputArtifacts.length > 0 ? `made ${outputArtifacts.join(' and ')}` : 'succeeded', variables: result.exportedVariables };
  };
}

/** With more than one output artifact the names in the pipeline are the keys of `secondary-artifacts`. */
function keepArtifacts({ action, executionId, commit, artifacts }: ActionRun, result: BuildResult, state: StateDirectory): void {
  for (const name of action.outputArtifacts) {
    const made = action.outputArtifacts.length === 1 ? result.artifacts.includes('primary') : result.artifacts.includes(name);
    if (!made) {
      throw new ActionFailure(`the pipeline expects the artifact ${name} and the build made ${result.artifacts.join(', ') || 'none'}; name `
        + 'it in `secondary-artifacts` of the buildspec');
    }
    artifacts.set(name, { name, directory: state.artifact(executionId, name), executionId, commit });
  }
}
