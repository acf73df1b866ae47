import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { PipelineModel } from '../assembly';
import { actionsWith } from './actions/actions';
import { describeApproval } from './actions/approval-facts';
import { ChangeSets } from './actions/change-set-actions';
import { endStep } from './ending';
import { logPage } from './environment/environment-logs';
import { Environments } from './environment/environments';
import { scenarioIn } from './environment/load-scenario-file';
import { ApprovalDesk, type ApprovalPolicy } from './execution/approval-desk';
import type { CdkApp } from './execution/cdk-app';
import { Executions, type StartRequest } from './execution/executions';
import { PipelineDefinition } from './execution/pipeline-definition';
import { RevisionStore } from './execution/revision-store';
import { tidied } from './execution/tidied';
import { retryOf, rollbackOf, stageRollbackOf, whyNotRetried, type Rerun } from './reruns';
import type { RunSecrets } from './secrets/run-secrets';
import { CommitWatch } from './source/commit-watch';
import type { GitRepository } from './source/git-repository';
import { TriggeredCommits, warnOfBranch } from './source/triggered-commits';
import { stageOutput } from './stage-output';
import { ChangeSignal } from './state/change-signal';
import { MessageHub } from './state/message-hub';
import { MessageLog } from './state/message-log';
import type { StateDirectory } from './state/state-directory';
import { StateWriter } from './state/state-writer';
import { WorkDirectory } from './state/work-directory';
import type { Message } from '../messages/message';
import { Reporter } from '../messages/reporter';
import { UserError } from '../messages/user-error';
import type { ConsoleBackend, LogPage, LogQuery, Outcome } from '../model/console';
import type { CommitState, ExecutionState, RunState } from '../model/run-state';
import { ImageStore, type ResourceKind } from '../resources';

export interface EngineOptions {
  readonly app: CdkApp;
  /** Selects a pipeline if the app has several. */
  readonly pipelineName?: string;
  readonly repository: GitRepository;
  readonly state: StateDirectory;
  readonly approvals: ApprovalPolicy;
  readonly approvalLifetimeMs?: number;
  readonly secrets: RunSecrets;
  /** The kinds of resources that run locally. */
  readonly kinds: readonly ResourceKind[];
  /** Requests per second during deployments. */
  readonly loadRate?: number;
}

/** Runs the pipeline locally. The console page, the terminal and the tests all use this class. */
export class Engine implements ConsoleBackend {
  private readonly hub: MessageHub;
  private readonly signal = new ChangeSignal();
  private readonly closing = new AbortController();
  private readonly reporter: Reporter;
  private readonly log: MessageLog;
  private readonly writer: StateWriter;
  private readonly work: WorkDirectory;
  private readonly definition: PipelineDefinition;
  private readonly environments: Environments;
  private readonly revisions: RevisionStore;
  private readonly changeSets = new ChangeSets();
  private readonly desk: ApprovalDesk;
  private readonly executions: Executions;
  private branch = 'HEAD';
  private restoring: Promise<unknown> = Promise.resolve();
  private starting?: Promise<void>;
  private watch?: CommitWatch;

  constructor(private readonly options: EngineOptions) {
    const { state, repository, secrets } = options;
    this.hub = new MessageHub((message) => secrets.hidden(message));
    this.reporter = new Reporter(this.hub.notify);
    this.log = new MessageLog(state);
    this.hub.listen((message) => this.log.append(message));
    this.work = new WorkDirectory(state.root);
    this.definition = new PipelineDefinition(state.assembly(), options.pipelineName);
    this.writer = new StateWriter({ write: (path, value) => state.write(path, secrets.recorded(value)) }, this.reporter);
    this.environments = new Environments({
      state,
      writer: this.writer,
      kinds: options.kinds,
      loadRate: options.loadRate,
      secrets,
      scenarioOf: scenarioIn((commit, path) => repository.file(commit, path), () => this.definition.inForce().metadata.application.directory),
      reporter: this.reporter,
      closing: this.closing.signal,
      changed: this.signal.changed,
    });
    this.revisions = new RevisionStore(state);
    this.desk = new ApprovalDesk(options.approvals, this.signal.changed);
    this.executions = new Executions({
      state,
      writer: this.writer,
      pipeline: () => this.definition.inForce(),
      parameters: () => this.definition.parameters,
      notify: this.hub.notify,
      changed: this.signal.changed,
      onEnd: (id) => this.tidy(id),
      rollbackOf: (failed) => this.stageRollback(failed),
      isNeeded: (id) => this.environments.needsExecution(id),
      closing: this.closing.signal,
      actionFor: actionsWith({
        repository,
        state,
        work: this.work,
        definition: this.definition,
        environments: this.environments,
        revisions: this.revisions,
        changeSets: this.changeSets,
        secrets,
        approvals: {
          desk: this.desk,
          describe: (run) => describeApproval(run, { environments: this.environments, changeSets: this.changeSets, repository, state }),
          ...(options.approvalLifetimeMs !== undefined && { lifetimeMs: options.approvalLifetimeMs }),
        },
      }),
    });
  }

  /** Reads the pipeline from the app, and starts to restore what an earlier run left. */
  start(): Promise<void> {
    this.starting = this.startUp();
    return this.starting;
  }

  private async startUp(): Promise<void> {
    const { state, app, repository } = this.options;
    this.branch = await repository.branch();
    // What an earlier run left is in no build's way.
    await tidied(this.work.remove(), this.reporter);
    await this.executions.load();
    const outdir = join(state.root, 'synthesized');
    this.reporter.info('app.synthesizing', `synthesizing ${app.directory}`);
    const synthesized = app.synthesize(outdir, this.closing.signal, (line) => this.reporter.debug('app.output', line));
    // Environments are restored as the last run left them, whatever the app contains now, so this does not wait for synthesis.
    const last = this.definition.read(state.assembly());
    if ('pipeline' in last) this.restore(last.pipeline);
    await synthesized;
    const read = this.definition.read(outdir);
    if ('reason' in read) throw new UserError(`\`--app\`: ${read.reason}`);
    checkApprovals(this.options.approvals, read.pipeline);
    await this.definition.use(read.pipeline, outdir);
    this.signal.changed();
    this.restore(read.pipeline);
  }

  /** In the background: actions that need an environment wait for it, and `run` reports errors that must not be ignored. */
  private restore(pipeline: PipelineModel): void {
    this.restoring = Promise.all([this.restoring, this.environments.restore(pipeline, this.closing.signal)]);
    this.restoring.catch(() => undefined);
  }

  /**
   * Resolves when the environments of an earlier run are restored or have failed to. Callers rarely need it, because actions wait for their
   * environment.
   */
  async restored(): Promise<void> {
    await this.restoring;
  }

  head(): Promise<CommitState> {
    return this.options.repository.head();
  }

  /** Runs the given commit, even if pushing it would not start the pipeline on AWS; a warning then says so. */
  async run(commit: CommitState): Promise<ExecutionState> {
    warnOfBranch(this.definition.inForce(), commit, this.reporter);
    const unreadable = new Promise<never>((_, reject) => { this.restoring.catch(reject); });
    const ended = await Promise.race([this.executions.run({ commit, trigger: 'StartPipelineExecution' }), unreadable]);
    await this.restoring;
    return ended;
  }

  /** Resolves when no execution is in progress. */
  idle(): Promise<void> {
    return this.executions.idle();
  }

  /** Starts an execution for each new commit that matches the pipeline's trigger, or that is on the branch of `known`. */
  watchCommits(known: CommitState): void {
    const watch = new TriggeredCommits(this.options.repository, known, this.reporter, () => this.definition.inForce(),
      (commit) => this.startInBackground({ commit, trigger: 'Webhook' }));
    this.watch = new CommitWatch(
      this.options.repository, known.id,
      (commit) => this.inBackground(watch.look(commit)),
      (error) => this.reporter.warning('commit.watch', `the repository cannot be watched: ${error.message}`),
    );
  }

  state(): RunState {
    const { pipeline } = this.definition;
    return this.options.secrets.hidden({
      pipeline: {
        name: pipeline?.name ?? '',
        executionMode: pipeline?.executionMode ?? 'SUPERSEDED',
        source: this.options.repository.directory,
        branch: this.branch,
      },
      executions: this.executions.list().map((each) => this.withWhatFollows(each)),
      environments: this.environments.states(),
      approvals: this.desk.open(),
      ...this.executions.failure,
    });
  }

  onState(listener: () => void): () => void {
    return this.signal.listen(listener);
  }

  onMessage(listener: (message: Message) => void): () => void {
    return this.hub.listen(listener);
  }

  logs(query: LogQuery): Promise<readonly Message[]> {
    return this.log.query(query);
  }

  async instanceLogs(environment: string, cursor?: string): Promise<LogPage | undefined> {
    const files = await this.environments.named(environment)?.logs();
    return files && this.options.secrets.hidden(await logPage(files, cursor));
  }

  stageOutput(executionId: string, stage: string, cursor?: string): Promise<LogPage> {
    return stageOutput(this.options.state.messages(executionId), stage, cursor);
  }

  async difference(from: string, to: string): Promise<string> {
    const { repository } = this.options;
    if (from === to) return 'both are the same commit';
    for (const id of [from, to]) if (!await repository.contains(id)) return `commit ${id.slice(0, 7)} is not in the repository`;
    return repository.diff(from, to);
  }

  decide(approvalId: string, decision: 'Approved' | 'Rejected', summary: string): Outcome {
    return this.desk.decide(approvalId, decision, summary);
  }

  retry(executionId: string): Outcome {
    const all = this.executions.list();
    return this.rerun(retryOf(this.executions.find(executionId), all, this.definition.inForce(), this.options.state));
  }

  rollback(environment: string): Outcome {
    const record = this.environments.named(environment)?.record;
    return this.rerun(rollbackOf(environment, record, this.definition.inForce(), this.options.state));
  }

  stop(executionId: string): Outcome {
    return this.executions.stop(executionId);
  }

  /** Sets an environment's desired capacity, as a scaling policy would. */
  setDesiredCapacity(environment: string, desired: number): void {
    this.environments.named(environment)?.setDesiredCapacity(desired);
  }

  /** Ends everything that it started, and nothing else. Returns the state as it was while the environments still ran. */
  async close(): Promise<RunState> {
    this.watch?.close();
    this.closing.abort();
    const { reporter } = this;
    // A resource that is still starting when the run is interrupted would otherwise come up after everything has been stopped.
    await endStep({ what: 'resources that are still starting', seconds: 30 }, Promise.allSettled([this.starting, this.restoring]), reporter);
    await endStep({ what: 'the executions to stop', seconds: 60 }, this.executions.stopAll(), reporter);
    const last = this.state();
    await endStep({ what: 'the environments to stop', seconds: 120 }, this.environments.close(), reporter);
    await endStep({ what: `${this.work.path} to be removed`, seconds: 30 }, this.work.remove(), reporter);
    await endStep({ what: 'the state to be written', seconds: 30 }, this.writer.done(), reporter);
    await endStep({ what: 'the log to be written', seconds: 10 }, this.log.close(), reporter);
    this.signal.close();
    await this.options.state.close();
    return last;
  }

  /** With what it waits for, and whether it can be retried: both depend on the other executions. */
  private withWhatFollows(execution: ExecutionState): ExecutionState {
    const { definition: { pipeline }, executions, options: { state } } = this;
    const waitsFor = executions.waitOf(execution.id);
    const canRetry = pipeline !== undefined && whyNotRetried(execution, executions.list(), pipeline, state) === undefined;
    return { ...execution, ...(waitsFor && { waitsFor }), ...(canRetry && { canRetry }) };
  }

  private rerun(request: Rerun): Outcome {
    if ('reason' in request) return { accepted: false, reason: request.reason };
    if (!this.startInBackground(request)) return { accepted: false, reason: 'the run is ending' };
    return { accepted: true };
  }

  /** Returns false if the run is ending: nothing starts any more. */
  private startInBackground(request: StartRequest): boolean {
    if (this.closing.signal.aborted) return false;
    this.inBackground(this.executions.run(request));
    return true;
  }

  private stageRollback(failed: ExecutionState): StartRequest | undefined {
    const records = new Map(this.environments.all().map(({ name, record }) => [name, record]));
    const request = stageRollbackOf(failed, this.definition.inForce(), records, this.options.state);
    if (!('reason' in request)) return request;
    this.reporter.warning('stage.rollback', `the failed stage cannot be rolled back: ${request.reason}`);
    return undefined;
  }

  private async tidy(executionId: string): Promise<void> {
    this.changeSets.forget(executionId);
    const reporter = this.reporter.within({ executionId });
    await tidied(this.environments.settled(), reporter);
    await this.removeSources(executionId, reporter);
    const isNeeded = (id: string) => this.environments.neededRevisions().some((revision) => revision.id === id);
    await tidied(this.revisions.prune(isNeeded), reporter);
    await tidied(new ImageStore(this.options.state.images()).prune(isNeeded), reporter);
  }

  /** A checkout is as large as the repository and can be recreated. */
  private async removeSources(executionId: string, reporter: Reporter): Promise<void> {
    const actions = this.definition.inForce().stages.flatMap((stage) => stage.actions).filter(({ category }) => category === 'Source');
    for (const name of actions.flatMap(({ outputArtifacts }) => outputArtifacts)) {
      await tidied(rm(this.options.state.artifact(executionId, name), { recursive: true, force: true }), reporter);
    }
  }

  private inBackground(work: Promise<unknown>): void {
    work.catch((error: Error) => this.reporter.error('runner.defect', error.message, { stack: error.stack }));
  }
}

function checkApprovals(approvals: ApprovalPolicy, { metadata }: PipelineModel): void {
  const names = metadata.environments.map(({ name }) => name);
  const unknown = approvals instanceof Set ? [...approvals].find((name) => !names.includes(name)) : undefined;
  if (unknown !== undefined) throw new UserError(`\`--approve\` must be \`all\` or names of environments (${names.join(', ')}), got: ${unknown}`);
}
