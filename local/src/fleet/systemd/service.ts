import { randomUUID } from 'node:crypto';
import { exitText, exitVariables, failedStep, restartsAfter, resultOf, type ServiceResult } from './exit-status';
import { MainProcess } from './main-process';
import { makeDirectories, newInvocation, removeDirectories, runAtEnd, runCommands, startCommand, type Invocation } from './service-commands';
import { ServiceProcesses } from './service-processes';
import type { ActiveState, SubState } from './service-state';
import { StartLimit } from './start-limit';
import type { UnitHost } from './unit-host';
import type { UnitLog } from './unit-log';
import { messageOf } from '../../messages/message-of';
import type { ExitStatus } from '../../model/instance';
import { deadline } from '../../system/deadline';
import type { ExecCommand } from '../../unit/exec-command';
import type { ServiceSettings } from '../../unit/service-settings';
import { timerOf } from '../../unit/time-span';
import type { UnitDefinition } from '../../unit/unit-definition';
import type { InsideProcess } from '../machine/inside-process';

/** A service of an instance. Owns its state, which uses systemd's names. */
export class Service {
  active: ActiveState = 'inactive';
  sub: SubState = 'dead';
  result: ServiceResult = 'success';
  mainExit: ExitStatus | undefined;
  restarts = 0;
  since: Date | undefined;
  invocationId = '';
  stops = 0;
  conditionResult = true;
  readonly processes: ServiceProcesses;
  readonly main: MainProcess;

  private settingsInForce: ServiceSettings | undefined;
  private invocation: Invocation | undefined;
  private starting: Promise<ServiceResult> | undefined;
  private stopping: Promise<void> | undefined;
  private endingByItself: Promise<void> | undefined;
  private interruption = new AbortController();
  private restartTimer: NodeJS.Timeout | undefined;
  private runTimer: NodeJS.Timeout | undefined;
  private isAbandoned = false;
  private readonly startLimit = new StartLimit();

  /** @param onEnd called when the service ends without being stopped, or could not be started. */
  constructor(
    public definition: UnitDefinition, private readonly host: UnitHost, readonly log: UnitLog, private readonly onEnd: (service: Service) => void,
  ) {
    this.processes = new ServiceProcesses(host);
    this.main = new MainProcess(this.processes, host, (text) => this.note(text));
  }

  get id(): string {
    return this.definition.name.id;
  }

  get mainPid(): number | undefined {
    return this.main.pid;
  }

  get hasJob(): boolean {
    return this.starting !== undefined || this.stopping !== undefined;
  }

  get isIdle(): boolean {
    return this.active === 'inactive' && !this.hasJob;
  }

  /** Resolves when the service has started, or failed to. A running one stays. One more stop than `stops` replaces a start that waits. */
  async start(stops = this.stops): Promise<ServiceResult> {
    while (this.stopping ?? this.endingByItself) await (this.stopping ?? this.endingByItself);
    if (this.stops !== stops) return 'canceled';
    if (this.active === 'active' || this.active === 'reloading') return 'success';
    clearTimeout(this.restartTimer);
    this.starting ??= this.startNow().finally(() => { this.starting = undefined; });
    return this.starting;
  }

  /** Resolves when no process of the service is left. Interrupts a start. */
  stop(): Promise<void> {
    clearTimeout(this.restartTimer);
    this.stops += 1;
    this.interruption.abort();
    this.stopping ??= this.stopNow().finally(() => { this.stopping = undefined; });
    return this.stopping;
  }

  async reload(): Promise<ServiceResult> {
    const { invocation } = this;
    if (this.active !== 'active' || !invocation) return 'resources';
    this.enter('reloading', 'reload');
    this.note(`Reloading ${this.definition.title}...`);
    const limit = deadline(timerOf(this.settings.timeoutStart));
    const { result } = await runCommands(this.settings.reload, limit, this.helper(invocation));
    this.note(`${result === 'success' ? 'Reloaded' : 'Reload failed for'} ${this.definition.title}.`);
    if (this.sub === 'reload') this.enter('active', 'running');
    return result;
  }

  /** Sends a signal to every process of the service, or to the main one. */
  async send(signal: NodeJS.Signals, whom: 'main' | 'control' | 'all'): Promise<void> {
    const pids = whom === 'all' ? this.processes.list() : whom === 'main' && this.mainPid !== undefined ? [this.mainPid] : [];
    if (pids.length > 0) await this.host.signal([signal], pids);
  }

  canReload(): boolean {
    return this.definition.values('Service', 'ExecReload').length > 0;
  }

  resetFailed(): void {
    this.forgetStarts();
    this.restarts = 0;
    this.result = 'success';
    if (this.active === 'failed') this.enter('inactive', 'dead');
  }

  forgetStarts(): void {
    this.startLimit.forget();
  }

  /** The instance is gone, possibly with its files: nothing may be started or written any more. */
  abandon(): void {
    this.isAbandoned = true;
    this.log.close();
    clearTimeout(this.restartTimer);
    clearTimeout(this.runTimer);
  }

  readonly noteError = (error: unknown): void => this.note(`${this.id}: ${messageOf(error)}`);

  note(text: string): void {
    this.log.note(text);
  }

  /** For work that nobody waits for: its error fails this unit instead of ending the run, and means nothing once the instance is gone. */
  unattended(work: Promise<unknown>): void {
    work.catch((error: unknown) => {
      if (this.isAbandoned) return;
      this.noteError(error);
      this.invocation = undefined;
      this.failed('resources', '');
    });
  }

  /** After a daemon-reload, a running service uses its new unit files if they are valid. */
  private get settings(): ServiceSettings {
    this.settingsInForce = this.definition.settings ?? this.settingsInForce;
    return this.settingsInForce!;
  }

  private async startNow(): Promise<ServiceResult> {
    this.interruption = new AbortController();
    const { settings } = this;
    if (!this.startLimit.allows(settings)) {
      this.note(`${this.id}: Start request repeated too quickly.`);
      return this.failed('start-limit-hit', `Failed to start ${this.definition.title}.`);
    }
    this.result = 'success';
    this.mainExit = undefined;
    this.invocationId = randomUUID().replace(/-/g, '');
    this.processes.begin(this.invocationId);
    this.log.beginInvocation(this.invocationId, settings.logRateLimit);
    this.enter('activating', 'start-pre');
    if (settings.type !== 'simple') this.note(`Starting ${this.definition.title}...`);
    const limit = AbortSignal.any([this.interruption.signal, deadline(timerOf(settings.timeoutStart))]);
    this.invocation = undefined;
    const result = await this.startSteps(limit).catch((error: unknown): ServiceResult => {
      this.noteError(error);
      return 'resources';
    });
    if (this.interruption.signal.aborted) return 'canceled';
    if (result === 'success') return result;
    if (!this.invocation) return this.failed(result, `Failed to start ${this.definition.title}.`);
    if (result === 'timeout') this.note(`${this.id}: start operation timed out. Terminating.`);
    await this.endedByItself(this.invocation, result, result === 'exec-condition' ? '' : `Failed to start ${this.definition.title}.`);
    return result;
  }

  private async startSteps(limit: AbortSignal): Promise<ServiceResult> {
    const { settings } = this;
    const invocation = newInvocation(this.invocationId, this.id, settings, this.host);
    this.invocation = invocation;
    const made = await makeDirectories(invocation, this.host, (text) => this.note(`${this.id}: ${text}`));
    if (made !== 'success') return made;
    const run = (commands: readonly ExecCommand[]) => runCommands(commands, limit, this.helper(invocation));
    const condition = await run(settings.condition);
    if (condition.result === 'exit-code' && condition.status!.code! < 255) return 'exec-condition';
    if (condition.result !== 'success') return condition.result;
    const before = await run(settings.startPre);
    if (before.result !== 'success') return before.result;
    this.enter('activating', 'start');
    const started = await this.startMain(invocation, limit);
    if (started !== 'success') return started;
    if (limit.aborted) return 'timeout';
    if (settings.startPost.length > 0) this.enter('activating', 'start-post');
    const after = await run(settings.startPost);
    if (after.result === 'success') await this.started(invocation);
    return after.result;
  }

  private async startMain(invocation: Invocation, limit: AbortSignal): Promise<ServiceResult> {
    const { settings } = invocation;
    if (settings.type === 'oneshot' || settings.type === 'forking') {
      const { result, status } = await runCommands(settings.start, limit, this.helper(invocation), settings.successStatuses);
      if (settings.type === 'oneshot' && status) this.mainExit = status;
      if (settings.type === 'oneshot' || result !== 'success') return result;
      return this.main.adopt(invocation, limit, (end) => this.unattended(this.mainEnded(invocation, end)));
    }
    const run = (command: ExecCommand, extra?: Readonly<Record<string, string>>) => this.helper(invocation, extra, true)(command);
    return this.main.start(invocation, limit, run, (status) => this.unattended(this.mainEnded(invocation, status)));
  }

  private async started(invocation: Invocation): Promise<void> {
    const isOneshot = invocation.settings.type === 'oneshot';
    if (isOneshot && !invocation.settings.remainAfterExit) {
      const result = await this.runStop(invocation, 'success', {});
      await this.cleanUp(invocation, result, `Finished ${this.definition.title}.`);
      return;
    }
    if (this.active !== 'activating') return;
    this.enter('active', isOneshot || !this.main.isRunning ? 'exited' : 'running');
    this.note(`${isOneshot ? 'Finished' : 'Started'} ${this.definition.title}.`);
    if (invocation.settings.longestRun === Infinity) return;
    this.runTimer = setTimeout(() => {
      this.note(`${this.id}: Service reached runtime time limit. Stopping.`);
      if (!this.stopping) this.unattended(this.endByItself(invocation, 'timeout'));
    }, timerOf(invocation.settings.longestRun));
  }

  private async mainEnded(invocation: Invocation, status: ExitStatus): Promise<void> {
    if (this.invocation !== invocation || this.isAbandoned) return;
    this.mainExit = status;
    if (invocation.settings.type === 'simple' && !this.stopping) await this.starting;
    if (resultOf(status, this.settings, true) !== 'success') this.note(`${this.id}: Main process exited, ${exitText(status)}`);
    if (this.stopping) return;
    await this.starting;
    if (this.stopping || this.endingByItself || this.invocation !== invocation) return;
    const result = resultOf(status, invocation.settings, true);
    if (result === 'success' && this.settings.remainAfterExit) return this.enter('active', 'exited');
    return this.endByItself(invocation, result);
  }

  private endByItself(invocation: Invocation, cause: ServiceResult): Promise<void> {
    const ending = this.endedByItself(invocation, cause, '');
    this.endingByItself = ending.catch(() => undefined).then(() => { this.endingByItself = undefined; });
    return ending;
  }

  /** Cleans up after a service that ended by itself, and restarts it if `Restart=` says so. */
  private async endedByItself(invocation: Invocation, cause: ServiceResult, lastWord: string): Promise<void> {
    if (this.isAbandoned) return;
    let result = cause;
    if (this.active === 'active' && (cause === 'success' || cause === 'timeout')) {
      result = await this.runStop(invocation, cause, exitVariables(this.mainExit));
    }
    this.enter('deactivating', 'stop-sigterm');
    await this.main.endAll(this.settings);
    if (this.stopping) return;
    const { settings } = this;
    const final = await this.cleanUp(invocation, result, lastWord);
    if (this.stopping || !restartsAfter(final, this.mainExit, settings)) return this.onEnd(this);
    this.enter('activating', 'auto-restart');
    this.restartTimer = setTimeout(() => {
      this.restarts++;
      this.note(`${this.id}: Scheduled restart job, restart counter is at ${this.restarts}.`);
      this.unattended(this.start());
    }, timerOf(settings.restartDelay));
  }

  private async stopNow(): Promise<void> {
    const started = await this.starting;
    await this.endingByItself;
    const { invocation } = this;
    if (this.sub === 'auto-restart') return this.enter('inactive', 'dead');
    if (!invocation || this.active === 'inactive' || this.active === 'failed') return;
    const isStarted = started === undefined || started === 'success';
    this.note(`Stopping ${this.definition.title}...`);
    let result = isStarted ? await this.runStop(invocation, 'success', {}) : 'success';
    this.enter('deactivating', 'stop-sigterm');
    const inTime = await this.main.endAll(this.settings);
    if (!inTime) this.note(`${this.id}: State 'stop-sigterm' timed out. Killing.`);
    if (result === 'success' && !inTime) result = 'timeout';
    if (result === 'success' && this.mainExit) result = resultOf(this.mainExit, this.settings, this.settings.type !== 'oneshot');
    const final = await this.cleanUp(invocation, result, `Stopped ${this.definition.title}.`);
    if (final !== 'success') this.onEnd(this);
  }

  /** Runs `ExecStop=`; the first failure becomes the result. */
  private async runStop(invocation: Invocation, result: ServiceResult, variables: Readonly<Record<string, string>>): Promise<ServiceResult> {
    this.enter('deactivating', 'stop');
    const start = this.helper(invocation, { SERVICE_RESULT: result, ...variables });
    const outcome = await runAtEnd('stop', this.settings, start, this.noteError);
    if (outcome.result === 'timeout') this.note(`${this.id}: Stopping timed out. Terminating.`);
    return result === 'success' ? outcome.result : result;
  }

  private async cleanUp(invocation: Invocation, cause: ServiceResult, lastWord: string): Promise<ServiceResult> {
    this.enter('deactivating', 'stop-post');
    const variables = { SERVICE_RESULT: cause, ...exitVariables(this.mainExit) };
    const post = await runAtEnd('stopPost', this.settings, this.helper(invocation, variables), this.noteError);
    await this.processes.end(undefined, this.settings);
    await removeDirectories(invocation, this.host);
    await this.main.close();
    this.invocation = undefined;
    const result = cause === 'success' || cause === 'exec-condition' ? (post.result === 'success' ? cause : post.result) : cause;
    if (result !== 'success' && result !== 'exec-condition') return this.failed(result, lastWord);
    this.result = result;
    this.note(result === 'success' ? `${this.id}: Deactivated successfully.` : `${this.id}: Skipped due to 'exec-condition'.`);
    this.enter('inactive', 'dead');
    if (lastWord !== '') this.note(lastWord);
    return result;
  }

  private helper(invocation: Invocation, extra: Readonly<Record<string, string>> = {}, isMain = false): (command: ExecCommand) => InsideProcess {
    return (command) => {
      const main: Record<string, string> = this.mainPid === undefined ? {} : { MAINPID: String(this.mainPid) };
      const process = startCommand(command, { ...invocation, settings: this.settings }, this.host, this.log, { ...main, ...extra });
      void process.pid.then((pid) => this.processes.add(pid));
      process.exited.then((status) => this.noteEnd(command, status, isMain)).catch(this.noteError);
      return process;
    };
  }

  private noteEnd({ path, ignoreFailure }: ExecCommand, status: ExitStatus, isMain: boolean): void {
    for (const text of failedStep(status, path, this.host.files)) this.log.explain(this.id, text);
    if (status.code !== 0 && !ignoreFailure && !isMain) this.note(`${this.id}: Control process exited, ${exitText(status)}`);
  }

  private failed(result: ServiceResult, lastWord: string): ServiceResult {
    this.result = this.result === 'success' || result !== 'start-limit-hit' ? result : this.result;
    this.enter('failed', 'failed');
    this.note(`${this.id}: Failed with result '${this.result}'.`);
    if (lastWord !== '') this.note(lastWord);
    const data = { unit: this.id, result: this.result, lastLines: this.log.tail(10) };
    this.host.report('warning', 'instance.unit.failed', `${this.id} failed: ${this.result}`, data);
    return this.result;
  }

  private enter(active: ActiveState, sub: SubState): void {
    if (active !== 'active' && active !== 'reloading') clearTimeout(this.runTimer);
    const changed = active !== this.active;
    if (changed) this.since = new Date();
    this.active = active;
    this.sub = sub;
    if (changed) this.host.report('debug', 'instance.unit.state', `${this.id} is ${active} (${sub})`, { unit: this.id, active, sub });
  }
}
