import type { BuildRequest, BuildResult, RunBuild } from './build-action';
import { Build, type BuildSettings, type TestReport } from '../../codebuild';
import type { ApprovalState } from '../../model/run-state';
import type { RunSecrets } from '../secrets/run-secrets';

/** CodeBuild on this machine. */
export function codeBuild(secrets: RunSecrets): RunBuild {
  return async (request) => {
    const { project, commit, reporter } = request;
    const build = new Build({
      source: request.sourceDirectory,
      buildspec: project.buildspec.type === 'file' ? project.buildspec.path : project.buildspec.text,
      secondarySources: request.secondarySources,
      ...variablesOf(request),
      stores: request.stores ?? await secrets.stores(),
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
      lastLines: result.failure?.lastLines ?? [],
      artifacts: Object.keys(result.artifacts),
      exportedVariables: result.exportedVariables,
      ...(tests && { tests }),
    };
  };
}

function describe({ phase, command, line, exitStatus }: NonNullable<Awaited<ReturnType<Build['run']>>['failure']>): string {
  return `${phase}: \`${command}\` (line ${line} of the buildspec) ended with exit status ${exitStatus}`;
}

/** The project's variables and the action's, which have precedence: two of the three types name a value in the stores. */
function variablesOf({ environment, variables }: BuildRequest): Pick<BuildSettings, 'environment' | 'storeEnvironment'> {
  const last = [...new Map(variables.map((variable) => [variable.name, variable])).values()];
  const of = (type: string) => Object.fromEntries(last.filter((variable) => variable.type === type).map(({ name, value }) => [name, value]));
  return {
    environment: { ...environment, ...of('PLAINTEXT') },
    storeEnvironment: { parameterStore: of('PARAMETER_STORE'), secretsManager: of('SECRETS_MANAGER') },
  };
}

function testReportOf(reports: readonly TestReport[]): BuildResult['tests'] {
  const counted = reports.flatMap(({ tests, files }) => tests ? [{ ...tests, files }] : []);
  if (counted.length === 0) return undefined;
  const sum = (key: 'passed' | 'failed' | 'skipped') => counted.reduce((total, each) => total + each[key], 0);
  const files = counted.flatMap((each) => each.files);
  return { passed: sum('passed'), failed: sum('failed'), skipped: sum('skipped'), files } satisfies ApprovalState['testReport'];
}
