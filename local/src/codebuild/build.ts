import { randomUUID } from 'node:crypto';
import { mkdtemp, realpath } from 'node:fs/promises';
import { tmpdir, userInfo } from 'node:os';
import { basename, join, resolve } from 'node:path';
import { uploadArtifacts } from './artifact-upload';
import { restoreCache, saveCache } from './build-cache';
import type { BuildIdentity } from './build-environment';
import { BuildGuard } from './build-guard';
import { BuildLog } from './build-log';
import { messageOfContext } from './build-result';
import type { BuildResult, BuildStatus, FailedCommand, PhaseContext, PhaseName, PhaseResult } from './build-result';
import type { BuildSettings } from './build-settings';
import { COMMAND_PHASES } from './buildspec';
import type { CommandPhase } from './buildspec';
import { cacheKeys, type CacheKeys } from './cache-keys';
import { runCommandPhase } from './command-phase';
import type { Workspace } from './download-source';
import { downloadSource } from './download-source';
import { PhaseError } from './phase-error';
import { endLeftovers } from './processes';
import { readReport } from './reports/read-reports';
import { withoutSecrets, type TestReport } from './reports/report';
import { openForEveryUser } from './source-copy';
import { makeFolder } from '../system/make-folder';
import { removeFolder } from '../system/remove-folder';

const NEVER = new AbortController().signal;

/** One build as CodeBuild runs it: in a private copy of the source, with real shells on this machine. */
export class Build {
  readonly id: string;

  private readonly identity: BuildIdentity;
  private readonly log: BuildLog;
  private readonly signal: AbortSignal;
  private readonly phases: Partial<Record<PhaseName, PhaseResult>> = {};
  private failure?: FailedCommand;
  private artifacts: Record<string, string[]> = {};
  private exportedVariables: Record<string, string> = {};
  private reports: TestReport[] = [];
  private cacheKeys?: CacheKeys;

  constructor(private readonly settings: BuildSettings) {
    this.identity = identityOf(settings);
    this.id = `${this.identity.projectName}:${this.identity.uuid}`;
    this.log = new BuildLog(settings.onOutput ?? (() => undefined));
    this.signal = settings.signal ?? NEVER;
  }

  async run(): Promise<BuildResult> {
    const started = performance.now();
    const work = await this.makeWorkDirectory();
    const guard = new BuildGuard(this.id, work);
    try {
      const workspace = await this.phase('DOWNLOAD_SOURCE', () => downloadSource(this.settings, this.identity, work, this.log));
      if (workspace) await this.runIn(workspace);
    } finally {
      const isOver = await this.phase('FINALIZING', () => this.finalize(work));
      // Otherwise the guard ends what is left when this process does.
      if (isOver) guard.dismiss();
    }
    return {
      id: this.id,
      status: this.status,
      phases: this.phases,
      messages: this.log.messages,
      artifacts: this.artifacts,
      exportedVariables: this.exportedVariables,
      reports: this.reports,
      seconds: secondsSince(started),
      failure: this.failure,
    };
  }

  private async runIn(workspace: Workspace): Promise<void> {
    const goesOn = await this.runCommandPhases(workspace);
    if (this.signal.aborted) return;
    this.exportedVariables = await this.exported(workspace);
    if (goesOn) await this.phase('UPLOAD_ARTIFACTS', () => this.upload(workspace));
  }

  /** Returns whether the build continues with its artifacts: not after a failed install or pre_build, nor after an ABORT. */
  private async runCommandPhases(workspace: Workspace): Promise<boolean> {
    for (const name of COMMAND_PHASES) {
      const phase = phaseName(name);
      await this.phase(phase, async () => {
        if (name === 'install') await this.restoreCache(workspace);
        await this.runCommands(name, workspace);
      });
      if (this.signal.aborted) return false;
      if (this.phases[phase]?.status === 'SUCCEEDED') continue;
      const onFailure = workspace.buildspec.phases[name]?.onFailure?.action;
      if (onFailure === 'CONTINUE') continue;
      if (onFailure === 'ABORT' || name === 'install' || name === 'pre_build') return false;
    }
    return true;
  }

  private async runCommands(name: CommandPhase, { buildspec, session, sourceDirectory }: Workspace): Promise<void> {
    const spec = buildspec.phases[name];
    if (!spec) return;
    // Including files that root created in an earlier phase.
    if ((spec.runAs ?? buildspec.runAs) !== undefined && process.getuid?.() === 0) await openForEveryUser(sourceDirectory);
    const failure = await runCommandPhase({
      name: phaseName(name),
      spec,
      session,
      log: this.log,
      ...(this.settings.onCommand && { onCommand: this.settings.onCommand }),
      ...(this.settings.stage !== undefined && { stage: this.settings.stage }),
      succeeding: this.status === 'SUCCEEDED',
      signal: this.signal,
      runAs: buildspec.runAs,
    });
    if (!failure) return;
    this.failure ??= failure.command;
    throw new PhaseError(failure.context.statusCode, failure.context.message);
  }

  private async restoreCache({ buildspec, session, sourceDirectory }: Workspace): Promise<void> {
    const { cacheDirectory } = this.settings;
    if (!buildspec.cache || cacheDirectory === undefined) return;
    this.cacheKeys = await cacheKeys(buildspec.cache, session, sourceDirectory, this.signal);
    const { mask, say } = this.log;
    await restoreCache(buildspec.cache, { sourceDirectory, environment: {}, cacheDirectory, keys: this.cacheKeys, mask, log: say });
  }

  private async upload({ buildspec, session, sourceDirectory, privateDirectory }: Workspace): Promise<void> {
    const environment = await session.environment(this.signal);
    for (const spec of buildspec.reports) {
      const report = await readReport(spec, {
        sourceDirectory, environment, reportsDirectory: this.settings.reportsDirectory, linksStayIn: privateDirectory,
      });
      report.problems.forEach((problem) => this.log.note(`report ${report.group}: ${problem}`));
      this.reports.push(withoutSecrets(report, this.log.mask));
    }
    const { artifactsDirectory, outputArtifacts, cacheDirectory } = this.settings;
    this.artifacts = await uploadArtifacts(buildspec, {
      sourceDirectory,
      privateDirectory,
      environment,
      expand: (text) => session.expand(text, this.signal),
      log: (line) => (line.startsWith('Skipping') ? this.log.note(line) : this.log.say(line)),
      artifactsDirectory: artifactsDirectory && resolve(artifactsDirectory),
      outputArtifacts,
    });
    if (buildspec.cache && cacheDirectory !== undefined && this.status === 'SUCCEEDED') {
      const where = { sourceDirectory, environment, cacheDirectory: resolve(cacheDirectory) };
      await saveCache(buildspec.cache, { ...where, keys: this.cacheKeys, mask: this.log.mask, log: this.log.say });
    }
  }

  private async exported({ buildspec, session, secretVariables }: Workspace): Promise<Record<string, string>> {
    if (buildspec.env.exportedVariables.length === 0) return {};
    const environment = await session.environment(this.signal);
    const exported: Record<string, string> = {};
    for (const name of buildspec.env.exportedVariables) {
      if (name.startsWith('AWS_') || secretVariables.has(name)) this.log.note(`exported-variables: ${name} cannot be exported`);
      else if (Object.hasOwn(environment, name)) exported[name] = this.shown(name, environment[name]);
    }
    return exported;
  }

  /** A variable may hold a copy of a secret under another name; it must not be shown or stored. */
  private shown(name: string, value: string): string {
    const shown = this.log.mask.apply(value);
    if (shown !== value) this.log.note(`exported-variables: ${name} holds a secret, which is hidden`);
    return shown;
  }

  /** CodeBuild deletes the whole container, so what cannot be tidied up here must not fail the build. Returns whether nothing runs any more. */
  private async finalize(work: string): Promise<boolean> {
    const left = await endLeftovers({ buildId: this.id, directory: work }).catch((error: unknown) => {
      this.log.note(`what the build has left running could not be ended (${contextOf(error).message}); that is tried again when this run ends`);
    });
    if (left) this.log.say(`Ended ${left} ${left === 1 ? 'process' : 'processes'} that the build had left behind`);
    await removeFolder(work).catch((error: unknown) => {
      this.log.note(`${work} could not be removed (${contextOf(error).message}); remove it by hand`);
    });
    return left !== undefined;
  }

  /** Runs a phase and records its result. Errors that are not caused by the build or its environment propagate. */
  private async phase<T>(name: PhaseName, work: () => Promise<T>): Promise<T | undefined> {
    const started = performance.now();
    this.log.enter(name);
    this.log.say(name === 'DOWNLOAD_SOURCE' ? `Phase is ${name}` : `Entering phase ${name}`);
    this.settings.onPhase?.(name, 'IN_PROGRESS');
    try {
      const result = await work();
      const stopped = this.signal.aborted && name !== 'FINALIZING';
      this.endPhase(name, stopped ? 'STOPPED' : 'SUCCEEDED', started);
      return stopped ? undefined : result;
    } catch (error) {
      const context = contextOf(error);
      if (this.signal.aborted) this.endPhase(name, 'STOPPED', started);
      else this.endPhase(name, 'FAILED', started, { ...context, message: this.log.mask.apply(context.message) });
      return undefined;
    }
  }

  private endPhase(name: PhaseName, status: BuildStatus, started: number, context?: PhaseContext): void {
    this.phases[name] = { status, seconds: secondsSince(started), ...(context && { context }) };
    this.log.say(`Phase complete: ${name} State: ${status}`);
    this.log.say(`Phase context status code: ${context?.statusCode ?? ''} Message: ${context?.message ?? ''}`);
    if (context) this.log.messages.push(messageOfContext(context));
    this.settings.onPhase?.(name, status);
  }

  private get status(): BuildStatus {
    const statuses = Object.values(this.phases).map(({ status }) => status);
    if (this.signal.aborted || statuses.includes('STOPPED')) return 'STOPPED';
    return statuses.includes('FAILED') ? 'FAILED' : 'SUCCEEDED';
  }

  private async makeWorkDirectory(): Promise<string> {
    const parent = this.settings.workDirectory ?? tmpdir();
    makeFolder(parent, 0o700);
    return realpath(await mkdtemp(join(parent, 'gostyle-codebuild-')));
  }
}

/** A system error (disk full, permission denied) ends a phase as it does in CodeBuild; a bug of ours is not hidden. */
function contextOf(error: unknown): PhaseContext {
  if (error instanceof PhaseError) return error.context;
  const { code, message } = error as NodeJS.ErrnoException;
  if (code === undefined) throw error;
  return { statusCode: 'CLIENT_ERROR', message };
}

function identityOf(settings: BuildSettings): BuildIdentity {
  return {
    uuid: randomUUID(),
    projectName: settings.projectName ?? (basename(resolve(settings.source)).replace(/[^\w-]/g, '-') || 'build'),
    projectUuid: settings.projectUuid ?? randomUUID(),
    buildNumber: settings.buildNumber ?? 1,
    initiator: settings.initiator ?? userInfo().username,
    region: settings.region ?? 'us-east-1',
    account: settings.account ?? '000000000000',
    sourceVersion: settings.sourceVersion ?? settings.resolvedSourceVersion ?? 'local',
    resolvedSourceVersion: settings.resolvedSourceVersion,
    sourceRepoUrl: settings.sourceRepoUrl ?? '',
    startTime: new Date(),
  };
}

function phaseName(phase: CommandPhase): Uppercase<CommandPhase> {
  return phase.toUpperCase() as Uppercase<CommandPhase>;
}

function secondsSince(started: number): number {
  return Math.round(performance.now() - started) / 1000;
}
