import { randomUUID } from 'node:crypto';
import type { ExecCommand } from './exec-command';
import { restartsAfter, resultOf, type ServiceResult } from './exit-result';
import { NotifySocket } from './notify-socket';
import { makeDirectories, removeDirectories, runCommands, serviceEnvironment, startCommand, type Invocation } from './service-commands';
import { ServiceProcesses } from './service-processes';
import { readServiceSettings } from './service-settings';
import type { UnitDefinition } from './unit-definition';
import type { UnitHost } from './unit-host';
import type { UnitLog } from './unit-log';
import type { ExitStatus } from '../../model/instance';
import type { InsideProcess } from '../machine/inside-process';

export type ActiveState = 'inactive' | 'activating' | 'active' | 'reloading' | 'deactivating' | 'failed';
export type SubState =
  | 'dead' | 'condition' | 'start-pre' | 'start' | 'start-post' | 'running' | 'exited' | 'reload'
  | 'stop' | 'stop-sigterm' | 'stop-post' | 'failed' | 'auto-restart';

const FOLLOW_DAEMON_MILLISECONDS = 200;

/** One service of an instance: the only owner of its state. The names of states are systemd's. */
export class Service {
  active: ActiveState = 'inactive';
  sub: SubState = 'dead';
  result: ServiceResult = 'success';
  mainPid: number | undefined;
  mainExit: ExitStatus | undefined;
  restarts = 0;
  since: Date | undefined;
  readonly processes: ServiceProcesses;

  private invocation: Invocation | undefined;
  private starting: Promise<ServiceResult> | undefined;
  private stopping: Promise<void> | undefined;
  private interruption = new AbortController();
  private mainEnd: Promise<void> | undefined;
  private restartTimer: NodeJS.Timeout | undefined;
  private isAbandoned = false;
  private notifySocket: NotifySocket | undefined;
  private startTimes: number[] = [];

  constructor(public definition: UnitDefinition, private readonly host: UnitHost, readonly log: UnitLog) {
    this.processes = new ServiceProcesses(host);
  }

  get id(): string {
    return this.definition.name.id;
  }

  get description(): string {
    return this.definition.value('Unit', 'Description') ?? this.id;
  }

  /** Ends when the service counts as started, or could not be. A running service stays as it is. */
  async start(): Promise<ServiceResult> {
    await this.stopping;
    if (this.active === 'active' || this.active === 'reloading') return 'success';
    this.cancelRestart();
    this.starting ??= this.startNow().finally(() => { this.starting = undefined; });
    return this.starting;
  }

  /** Ends when nothing of the service runs any more. Interrupts a start. */
  stop(): Promise<void> {
    this.cancelRestart();
    this.interruption.abort();
    this.stopping ??= this.stopNow().finally(() => { this.stopping = undefined; });
    return this.stopping;
  }

  async reload(): Promise<ServiceResult> {
    const invocation = this.invocation;
    if (this.active !== 'active' || !invocation) return 'resources';
    this.enter('reloading', 'reload');
    const limit = AbortSignal.timeout(timerOf(invocation.settings.timeoutStart));
    const result = await runCommands(invocation.settings.reload, limit, this.helper(invocation));
    if (this.sub === 'reload') this.enter('active', 'running');
    return result;
  }

  /** Sends a signal to every process of the service. */
  async send(signal: NodeJS.Signals): Promise<void> {
    const pids = this.processes.list();
    if (pids.length > 0) await this.host.signal(signal, pids);
  }

  canReload(): boolean {
    return this.definition.values('Service', 'ExecReload').length > 0;
  }

  resetFailed(): void {
    this.startTimes = [];
    this.restarts = 0;
    if (this.active === 'failed') this.enter('inactive', 'dead');
    this.result = 'success';
  }

  private async startNow(): Promise<ServiceResult> {
    this.interruption = new AbortController();
    const settings = this.readSettings();
    if (!settings) return this.failed('resources');
    if (!this.mayStartAgain(settings.startLimitInterval, settings.startLimitBurst)) return this.failed('start-limit-hit');

    this.result = 'success';
    this.mainExit = undefined;
    const id = randomUUID().replace(/-/g, '');
    this.processes.begin(id);
    this.enter('activating', 'start-pre');
    try {
      this.invocation = { id, settings, environment: serviceEnvironment(settings, id, this.host) };
    } catch (error) {
      this.note(`${this.id}: ${(error as Error).message}`);
      return this.failed('resources');
    }
    const limit = AbortSignal.any([this.interruption.signal, AbortSignal.timeout(timerOf(settings.timeoutStart))]);
    const result = await this.startSteps(this.invocation, limit);
    if (this.interruption.signal.aborted || result === 'success') return result;
    await this.endedByItself(this.invocation, result);
    return result;
  }

  private async startSteps(invocation: Invocation, limit: AbortSignal): Promise<ServiceResult> {
    const { settings } = invocation;
    const made = await makeDirectories(settings, this.host);
    if (made !== 'success') return made;
    const condition = await runCommands(settings.condition, limit, this.helper(invocation));
    if (condition !== 'success') return 'exec-condition';
    const before = await runCommands(settings.startPre, limit, this.helper(invocation));
    if (before !== 'success') return before;
    this.enter('activating', 'start');
    const started = settings.type === 'oneshot'
      ? await runCommands(settings.start, limit, this.helper(invocation))
      : settings.type === 'forking' ? await this.startDaemon(invocation, limit) : await this.startMain(invocation, limit);
    if (started !== 'success' || limit.aborted) return limit.aborted ? 'timeout' : started;
    const after = await runCommands(settings.startPost, limit, this.helper(invocation));
    if (after !== 'success') return after;

    if (settings.type === 'oneshot' && !settings.remainAfterExit) {
      this.note(`Finished ${this.description}.`);
      await this.cleanUp(invocation, 'success');
    } else if (this.active === 'activating') {
      this.enter('active', settings.type === 'oneshot' ? 'exited' : 'running');
      this.note(`${settings.type === 'oneshot' ? 'Finished' : 'Started'} ${this.description}.`);
    }
    return 'success';
  }

  private async startMain(invocation: Invocation, limit: AbortSignal): Promise<ServiceResult> {
    const notify = invocation.settings.type === 'notify' ? await this.openNotifySocket(invocation) : undefined;
    const process = this.helper(invocation, notify && { NOTIFY_SOCKET: notify.path })(invocation.settings.start[0]!);
    const pid = await process.pid;
    this.mainPid = pid;
    if (pid === undefined) return 'resources';
    if (invocation.settings.type !== 'simple') {
      // `exec` counts as started when the program itself runs; that it could not be is known at once.
      const early = await Promise.race([process.exited, new Promise<undefined>((resolve) => setTimeout(resolve, 30, undefined))]);
      if (early && [200, 203, 216, 217].includes(early.code ?? 0)) {
        this.mainExit = early;
        return 'exit-code';
      }
    }
    if (notify) {
      const ended = await Promise.race([notify.ready, process.exited, untilAborted(limit)]);
      if (ended) {
        this.mainExit = ended;
        const result = resultOf(ended, invocation.settings, true);
        return result === 'success' ? 'protocol' : result;
      }
    }
    this.mainEnd = process.exited.then((status) => this.mainEnded(invocation, status));
    return limit.aborted ? 'timeout' : 'success';
  }

  private async openNotifySocket({ id }: Invocation): Promise<NotifySocket | undefined> {
    this.notifySocket = await NotifySocket.open(id, this.host);
    if (!this.notifySocket) this.note(`${this.id}: neither perl nor python3 is there to hear sd_notify: the service counts as ready when it runs`);
    return this.notifySocket;
  }

  private async startDaemon(invocation: Invocation, limit: AbortSignal): Promise<ServiceResult> {
    const { settings } = invocation;
    const launched = await runCommands(settings.start, limit, this.helper(invocation));
    if (launched !== 'success') return launched;
    const named = settings.pidFile ? Number(this.host.files.read(settings.pidFile)?.trim()) : undefined;
    const pid = named && this.processes.isAlive(named) ? named : this.processes.list()[0];
    if (pid === undefined) return 'protocol';
    this.processes.add(pid);
    this.mainPid = pid;
    this.mainEnd = undefined;
    void this.followDaemon(invocation, pid);
    return 'success';
  }

  /** A daemon is nobody's child here, so its end is seen by looking; its exit status is not known. */
  private async followDaemon(invocation: Invocation, pid: number): Promise<void> {
    while (this.invocation === invocation && this.processes.isAlive(pid)) {
      await new Promise((resolve) => setTimeout(resolve, FOLLOW_DAEMON_MILLISECONDS));
    }
    await this.mainEnded(invocation, { code: 0, signal: null });
  }

  private async mainEnded(invocation: Invocation, status: ExitStatus): Promise<void> {
    if (this.invocation !== invocation) return;
    this.mainExit = status;
    const pid = this.mainPid;
    this.mainPid = undefined;
    this.note(`${this.id}: Main process ${pid ?? ''} exited, ${status.signal ? `code=killed, status=${status.signal}` : `code=exited, status=${status.code}`}`);
    if (this.stopping) return;
    await this.starting;
    if (this.stopping || this.invocation !== invocation) return;
    const result = resultOf(status, invocation.settings, true);
    if (result === 'success' && invocation.settings.remainAfterExit) this.enter('active', 'exited');
    else await this.endedByItself(invocation, result);
  }

  /** Cleans up behind a service that nobody stopped, and starts it again where `Restart=` says so. */
  private async endedByItself(invocation: Invocation, result: ServiceResult): Promise<void> {
    if (this.isAbandoned) return;
    this.enter('deactivating', 'stop-sigterm');
    if (result === 'success') await runCommands(invocation.settings.stop, stopLimit(invocation), this.helper(invocation));
    await this.processes.end(this.mainPid, invocation.settings);
    if (this.stopping) return;
    await this.cleanUp(invocation, result);
    if (this.stopping || !restartsAfter(result, this.mainExit, invocation.settings)) return;
    this.enter('activating', 'auto-restart');
    this.restartTimer = setTimeout(() => {
      this.restarts++;
      this.note(`${this.id}: Scheduled restart job, restart counter is at ${this.restarts}.`);
      void this.start();
    }, Math.min(invocation.settings.restartDelay, 2 ** 31 - 1));
  }

  private async stopNow(): Promise<void> {
    const result = await this.starting;
    const { invocation } = this;
    if (!invocation || this.active === 'inactive' || this.active === 'failed') {
      if (this.sub === 'auto-restart') this.enter('inactive', 'dead');
      return;
    }
    this.note(`Stopping ${this.description}...`);
    this.enter('deactivating', 'stop');
    if (result === undefined || result === 'success') await runCommands(invocation.settings.stop, stopLimit(invocation), this.helper(invocation));
    this.enter('deactivating', 'stop-sigterm');
    const inTime = await this.processes.end(this.mainPid, invocation.settings);
    if (!inTime) this.note(`${this.id}: State 'stop-sigterm' timed out. Killing.`);
    // The process table knows of the end a moment before its status arrives.
    if (inTime) await this.mainEnd;
    const outcome = this.mainExit ? resultOf(this.mainExit, invocation.settings, true) : 'success';
    await this.cleanUp(invocation, inTime ? outcome : 'timeout');
    this.note(`Stopped ${this.description}.`);
  }

  private async cleanUp(invocation: Invocation, result: ServiceResult): Promise<void> {
    this.enter('deactivating', 'stop-post');
    const extra = { SERVICE_RESULT: result, EXIT_STATUS: String(this.mainExit?.code ?? this.mainExit?.signal ?? '') };
    await runCommands(invocation.settings.stopPost, stopLimit(invocation), this.helper(invocation, extra));
    await removeDirectories(invocation.settings, this.host);
    await this.notifySocket?.close();
    this.notifySocket = undefined;
    this.mainPid = undefined;
    this.invocation = undefined;
    if (result === 'success' || result === 'exec-condition') this.enter('inactive', 'dead');
    else this.failed(result);
  }

  private helper(invocation: Invocation, extra: Readonly<Record<string, string>> = {}): (command: ExecCommand) => InsideProcess {
    return (command) => {
      const main: Record<string, string> = this.mainPid === undefined ? {} : { MAINPID: String(this.mainPid) };
      const process = startCommand(command, invocation, this.host, this.log, { ...main, ...extra });
      void process.pid.then((pid) => this.processes.add(pid));
      void process.exited.then((status) => {
        if (status.code === 203) this.note(`${this.id}: Failed at step EXEC spawning ${command.path}`);
      });
      return process;
    };
  }

  private readSettings() {
    try {
      return readServiceSettings(this.definition);
    } catch (error) {
      this.note((error as Error).message);
      return undefined;
    }
  }

  private mayStartAgain(interval: number, burst: number): boolean {
    const now = Date.now();
    this.startTimes = this.startTimes.filter((time) => now - time < interval);
    if (interval > 0 && burst > 0 && this.startTimes.length >= burst) {
      this.note(`${this.id}: Start request repeated too quickly.`);
      return false;
    }
    this.startTimes.push(now);
    return true;
  }

  private failed(result: ServiceResult): ServiceResult {
    this.result = result;
    this.enter('failed', 'failed');
    this.note(`${this.id}: Failed with result '${result}'.`);
    this.host.tell('warning', 'instance.unit.failed', `${this.id} failed: ${result}`, { unit: this.id, result, lastLines: this.log.tail(10) });
    return result;
  }

  private enter(active: ActiveState, sub: SubState): void {
    if (active !== this.active) this.since = new Date();
    const changed = active !== this.active;
    this.active = active;
    this.sub = sub;
    if (changed) this.host.tell('debug', 'instance.unit.state', `${this.id} is ${active} (${sub})`, { unit: this.id, active, sub });
  }

  /** The instance is gone, and its files may be: nothing is started or written any more. */
  abandon(): void {
    this.isAbandoned = true;
    this.log.close();
    this.cancelRestart();
  }

  private cancelRestart(): void {
    clearTimeout(this.restartTimer);
    this.restartTimer = undefined;
  }

  private note(text: string): void {
    this.log.append('systemd', 1, text);
  }
}

function stopLimit(invocation: Invocation): AbortSignal {
  return AbortSignal.timeout(timerOf(invocation.settings.timeoutStop));
}

function untilAborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener('abort', () => resolve(), { once: true });
  });
}

/** The longest time that a timer of Node.js can wait. */
function timerOf(milliseconds: number): number {
  return Math.min(milliseconds, 2 ** 31 - 1);
}
