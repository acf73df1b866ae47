import { join } from 'node:path';
import { projectOfEnvironment } from './environment-project';
import { foreignArchitecture } from './foreign-architecture';
import { makeImage, requireImageBuilder } from './image-build';
import type { BuildProject } from '../../assembly';
import { Build, causeOf, type BuildResult, type BuildSettings, type TestReport } from '../../codebuild';
import { ActionFailure, Stopped } from '../../model/action-failure';
import type { ApprovalState } from '../../model/run-state';
import type { Environments } from '../environment/environments';
import { inputArtifact, type ActionRun, type RunAction } from '../execution/action';
import { ACCOUNT_ENVIRONMENT } from '../execution/cdk-app';
import type { RunSecrets } from '../secrets/run-secrets';
import type { StateDirectory } from '../state/state-directory';
import type { WorkDirectory } from '../state/work-directory';

export interface BuildServices {
  readonly state: StateDirectory;
  readonly work: WorkDirectory;
  readonly environments: Environments;
  readonly secrets: RunSecrets;
}

/** CodeBuild: runs the repository's own buildspec on the checked-out commit. */
export function buildAction({ state, work, environments, secrets }: BuildServices): RunAction {
  let buildNumber = 0;
  let hasNamedArchitecture = false;
  return async (run) => {
    const { action, executionId, pipeline } = run;
    const { project, stores } = action.project ? { project: action.project } : await projectOfEnvironment(run, environments);
    if (project.publishes === 'assets') return { summary: 'nothing to publish here: assets are in the cloud assembly' };
    if (project.publishes === 'image') return makeImage(run, state);
    await requireImageBuilder(pipeline);
    const foreign = foreignArchitecture(project);
    if (foreign !== undefined && !hasNamedArchitecture) {
      hasNamedArchitecture = true;
      run.reporter.info('build.architecture', foreign);
    }
    const build = new Build({
      ...settingsOf(run, project, state),
      stores: stores ?? await secrets.stores(),
      workDirectory: await work.make(),
      buildNumber: buildNumber += 1,
    });
    const result = await build.run().finally(() => work.removeIfEmpty());
    if (run.signal.aborted || result.status === 'STOPPED') throw new Stopped('the build was stopped');
    const tests = testReportOf(result.reports);
    if (tests) await state.write(state.testReport(executionId), tests);
    if (result.status === 'FAILED') throw failureOf(result, project);
    keepArtifacts(run, Object.keys(result.artifacts), state);
    const { outputArtifacts } = action;
    const summary = outputArtifacts.length > 0 ? `made ${outputArtifacts.join(' and ')}` : `ran ${project.name}`;
    return { summary, variables: result.exportedVariables };
  };
}

function settingsOf(run: ActionRun, project: BuildProject, state: StateDirectory): BuildSettings {
  const { action: { inputArtifacts, outputArtifacts, environmentVariables }, executionId, commit, pipeline, reporter, signal } = run;
  return {
    source: inputArtifact(run).directory,
    secondarySources: Object.fromEntries(inputArtifacts.slice(1).map((name, index) => [name, inputArtifact(run, index + 1).directory])),
    buildspec: project.buildspec.type === 'file' ? project.buildspec.path : project.buildspec.text,
    ...variablesOf([...project.environmentVariables, ...environmentVariables]),
    artifactsDirectory: outputArtifacts.length === 1
      ? state.artifact(executionId, outputArtifacts[0])
      : join(state.execution(executionId), 'artifacts'),
    outputArtifacts,
    cacheDirectory: state.cache(project.logicalId),
    projectName: project.name,
    sourceVersion: commit.id,
    resolvedSourceVersion: commit.id,
    initiator: `codepipeline/${pipeline.name}`,
    stage: run.stage.name,
    onOutput: (line, phase) => reporter.info('build.output', line, { phase }),
    onCommand: (command, phase) => reporter.debug('build.command', `${phase}: ${command}`, { phase, command }),
    onPhase: (phase, status) => reporter.debug('build.phase', `${phase}: ${status}`, { phase, status }),
    signal,
  };
}

/**
 * Merges the project's variables with the action's, which take precedence. The types PARAMETER_STORE and SECRETS_MANAGER name values in the
 * stores.
 */
function variablesOf(variables: BuildProject['environmentVariables']): Pick<BuildSettings, 'environment' | 'storeEnvironment'> {
  const last = [...new Map(variables.map((variable) => [variable.name, variable])).values()];
  const of = (type: string) => Object.fromEntries(last.filter((variable) => variable.type === type).map(({ name, value }) => [name, value]));
  return {
    environment: { ...ACCOUNT_ENVIRONMENT, ...of('PLAINTEXT') },
    storeEnvironment: { parameterStore: of('PARAMETER_STORE'), secretsManager: of('SECRETS_MANAGER') },
  };
}

/** The failed command is the cause, or else the failed phase. Warnings, and artifacts missing as a consequence, come after it. */
export function failureOf(
  result: Pick<BuildResult, 'failure' | 'messages' | 'phases'>, { buildspec }: Pick<BuildProject, 'buildspec'>,
): ActionFailure {
  const { failure, messages } = result;
  if (!failure) {
    const cause = causeOf(result);
    return new ActionFailure(cause ?? 'the build failed', { lastLines: messages.filter((message) => message !== cause) });
  }
  // The buildspec of a pipeline step is generated from the CDK app's commands, so its line numbers mean nothing to the user.
  const place = buildspec.type === 'file' ? `(line ${failure.line} of the buildspec) ` : '';
  const text = `${failure.phase}: \`${failure.command}\` ${place}failed with exit status ${failure.exitStatus}`;
  return new ActionFailure(`${text}${buildspec.type === 'file' ? '' : copiedLink(failure.lastLines)}`, { lastLines: failure.lastLines });
}

/** A revision has copies in place of links, so that a program of `node_modules/.bin` does not find its own files. */
function copiedLink(lines: readonly string[]): string {
  const program = lines.some((line) => /Cannot find (module|package) /.test(line))
    ? lines.map((line) => /\/node_modules\/\.bin\/([\w.-]+)/.exec(line)?.[1]).find((name) => name !== undefined)
    : undefined;
  if (program === undefined) return '';
  return `: \`${program}\` is a link in node_modules/.bin, and a revision has a copy of the file that it leads to, which does not find its own `
    + 'package; run the file that `bin` in the package.json of that package names, as in `node node_modules/knex/bin/cli.js`';
}

function testReportOf(reports: readonly TestReport[]): ApprovalState['testReport'] {
  const counted = reports.flatMap(({ tests, files }) => tests ? [{ ...tests, files }] : []);
  if (counted.length === 0) return undefined;
  const sum = (key: 'passed' | 'failed' | 'skipped') => counted.reduce((total, each) => total + each[key], 0);
  return { passed: sum('passed'), failed: sum('failed'), skipped: sum('skipped'), files: counted.flatMap((each) => each.files) };
}

/** With more than one output artifact, their names in the pipeline are the keys of `secondary-artifacts`. */
function keepArtifacts({ action, executionId, commit, artifacts }: ActionRun, results: readonly string[], state: StateDirectory): void {
  for (const name of action.outputArtifacts) {
    const made = action.outputArtifacts.length === 1 ? results.includes('primary') : results.includes(name);
    if (!made) {
      throw new ActionFailure(`the pipeline expects the artifact ${name}, but the build produced ${results.join(', ') || 'none'}; name `
        + 'it in `secondary-artifacts` of the buildspec');
    }
    artifacts.set(name, { name, directory: state.artifact(executionId, name), executionId, commit });
  }
}
