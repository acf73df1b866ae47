import { Build, type TestReport } from '../codebuild';
import { ActionFailure } from './action';
import type { BuildRequest, BuildResult, RunBuild } from './build-action';
import { NO_STORES, resolveParameters, resolveSecrets, type Stores } from '../codebuild/stores';
import type { ApprovalState } from '../model/run-state';

const LAST_LINES = 30;

/** CodeBuild on this machine. */
export function codeBuild(stores: Stores = NO_STORES): RunBuild {
  return async (request) => {
    const { project, commit, reporter } = request;
    const build = new Build({
      source: request.sourceDirectory,
      buildspec: project.buildspec.type === 'file' ? project.buildspec.path : project.buildspec.text,
      secondarySources: request.secondarySources,
      environment: { ...request.environment, ...variablesOf(request, stores) },
      stores,
      artifactsDirectory: request.artifactsDirectory,
      outputArtifacts: request.outputArtifacts,
      cacheDirectory: request.cacheDirectory,
      workDirectory: request.workDirectory,
      projectName: project.name,
      buildNumber: request.buildNumber,
      sourceVersion: commit.id,
      resolvedSourceVersion: commit.id,
      initiator: request.initiator,
      onOutput: (line, phase) => reporter.info('build.output', line, { phase }),
      onPhase: (phase, status) => reporter.debug('build.phase', `${phase}: ${status}`, { phase, status }),
      signal: request.signal,
    });
    const result = await build.run();
    const tests = testReportOf(result.reports);
    return {
      status: result.status,
      messages: result.failure ? [describe(result.failure), ...result.messages] : result.messages,
      lastLines: result.failure?.lastLines.slice(-LAST_LINES) ?? [],
      artifacts: Object.keys(result.artifacts),
      ...(tests && { tests }),
    };
  };
}

function describe({ phase, command, line, exitStatus }: NonNullable<Awaited<ReturnType<Build['run']>>['failure']>): string {
  return `${phase}: \`${command}\` (line ${line} of the buildspec) ended with exit status ${exitStatus}`;
}

/** The project's and the action's variables: the values of two of the three types come from elsewhere. */
function variablesOf({ variables }: BuildRequest, stores: Stores): Record<string, string> {
  const of = (type: string) => Object.fromEntries(variables.filter((variable) => variable.type === type).map(({ name, value }) => [name, value]));
  try {
    return { ...of('PLAINTEXT'), ...resolveParameters(of('PARAMETER_STORE'), stores), ...resolveSecrets(of('SECRETS_MANAGER'), stores) };
  } catch (error) {
    throw new ActionFailure((error as Error).message);
  }
}

function testReportOf(reports: readonly TestReport[]): BuildResult['tests'] {
  const counted = reports.flatMap(({ tests, files }) => tests ? [{ ...tests, files }] : []);
  if (counted.length === 0) return undefined;
  const sum = (key: 'passed' | 'failed' | 'skipped') => counted.reduce((total, each) => total + each[key], 0);
  return { passed: sum('passed'), failed: sum('failed'), skipped: sum('skipped'), files: counted.flatMap(({ files }) => files) } satisfies ApprovalState['testReport'];
}
