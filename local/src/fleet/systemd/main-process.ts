import { setTimeout as delay } from 'node:timers/promises';
import { resultOf, type ServiceResult } from './exit-status';
import type { Invocation } from './service-commands';
import type { ServiceProcesses } from './service-processes';
import type { UnitHost } from './unit-host';
import type { ExitStatus } from '../../model/instance';
import type { ExecCommand } from '../../unit/exec-command';
import { isBeforeProgram } from '../../unit/exit-codes';
import type { ServiceSettings } from '../../unit/service-settings';
import type { InsideProcess } from '../machine/inside-process';
import { CONTROL_INSIDE } from '../scripts';

const LOOK_AGAIN_MILLISECONDS = 10;
const FOLLOW_DAEMON_MILLISECONDS = 200;

/** The main process of a service, and how it signals readiness. */
export class MainProcess {
  pid: number | undefined;
  /** Kept after the process has ended, for display. */
  lastPid = 0;
  /** Resolves when the end of the process has been reported; does not wait for the handling that follows. */
  ended: Promise<void> = Promise.resolve();
  isRunning = false;
  private process: InsideProcess | undefined;
  private notifySocket: NotifySocket | undefined;

  constructor(private readonly processes: ServiceProcesses, private readonly host: UnitHost, private readonly note: (text: string) => void) {}

  /** Starts it and waits for what `Type=` requires. `onEnd` is called exactly once, even if this fails. */
  async start(
    invocation: Invocation, limit: AbortSignal, run: (command: ExecCommand, extra?: Readonly<Record<string, string>>) => InsideProcess,
    onEnd: (status: ExitStatus) => void,
  ): Promise<ServiceResult> {
    const { settings } = invocation;
    const notify = settings.type === 'notify' ? await this.openNotifySocket(invocation) : undefined;
    const process = run(settings.start[0]!, notify && { NOTIFY_SOCKET: notify.path });
    this.isRunning = true;
    this.process = process;
    // One that `KillMode=none` has left may end while the next one runs.
    const exited = process.exited.then((status) => {
      if (this.process === process) this.isRunning = false;
      return status;
    });
    const pid = await process.pid;
    this.pid = pid;
    if (pid === undefined) return 'resources';
    this.lastPid = pid;
    this.ended = exited.then((status) => {
      if (this.process === process) this.pid = undefined;
      onEnd(status);
    });
    await this.untilProgram(pid, invocation.id);
    const early = this.isRunning ? undefined : await exited;
    // For a `simple` service systemd does not wait for exec: the service counts as started, and then fails.
    if (settings.type !== 'simple' && early && isBeforeProgram(early.code)) return 'exit-code';
    const end = notify && await Promise.race([notify.ready, exited, untilAborted(limit)]);
    if (!end) return limit.aborted ? 'timeout' : 'success';
    const result = resultOf(end, settings, true);
    return result === 'success' ? 'protocol' : result;
  }

  /** Takes over a daemon that a command has left running. */
  async adopt(invocation: Invocation, limit: AbortSignal, onEnd: (status: ExitStatus) => void): Promise<ServiceResult> {
    const { pidFile } = invocation.settings;
    let pid = this.daemonOf(pidFile);
    while (pid === undefined && pidFile !== undefined && !limit.aborted) {
      await delay(LOOK_AGAIN_MILLISECONDS);
      pid = this.daemonOf(pidFile);
    }
    if (limit.aborted) return 'timeout';
    this.pid = pid;
    this.lastPid = pid ?? 0;
    this.isRunning = pid !== undefined;
    this.ended = Promise.resolve();
    this.processes.add(pid);
    void this.follow(pid, onEnd);
    return 'success';
  }

  /** Ends it and the service's other processes as `KillMode=` demands. `false` if some needed SIGKILL after the stop timeout. */
  async endAll(settings: ServiceSettings): Promise<boolean> {
    const { pid } = this;
    const inTime = await this.processes.end(pid, settings);
    // The process table shows the end a moment before the status arrives. `KillMode=none` leaves it running.
    if (pid === undefined || !this.processes.isAlive(pid)) await this.ended;
    return inTime;
  }

  async close(): Promise<void> {
    await this.notifySocket?.close();
    this.notifySocket = undefined;
    this.pid = undefined;
    this.isRunning = false;
  }

  private daemonOf(pidFile: string | undefined): number | undefined {
    if (pidFile === undefined) return this.processes.list()[0];
    const named = Number(this.host.files.read(pidFile)?.trim());
    return named && this.processes.isAlive(named) ? named : undefined;
  }

  /** A daemon is not our child, so its end is detected by polling; its exit status is unknown. */
  private async follow(pid: number | undefined, onEnd: (status: ExitStatus) => void): Promise<void> {
    await Promise.resolve();
    while (pid !== undefined && this.pid === pid && this.processes.isAlive(pid)) await delay(FOLLOW_DAEMON_MILLISECONDS);
    if (this.pid !== pid) return;
    this.pid = undefined;
    this.isRunning = false;
    onEnd({ code: 0, signal: null });
  }

  /** Waits until the program itself is running instead of the script that execs it, or has ended. */
  private async untilProgram(pid: number, invocationId: string): Promise<void> {
    while (this.isRunning) {
      const line = this.processes.commandLine(pid);
      // Empty for a moment during exec, and after the program has ended until that is reported.
      if (line !== undefined && line !== '' && !line.includes(`INVOCATION_ID=${invocationId}`)) return;
      await delay(LOOK_AGAIN_MILLISECONDS);
    }
  }

  private async openNotifySocket({ id }: Invocation): Promise<NotifySocket | undefined> {
    this.notifySocket = await NotifySocket.open(id, this.host);
    if (!this.notifySocket) this.note('neither perl nor python3 is installed to receive sd_notify: the service counts as ready as soon as it runs');
    return this.notifySocket;
  }
}

function untilAborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener('abort', () => resolve(), { once: true });
  });
}

/** Receives the readiness notification (sd_notify) of a `Type=notify` service. Runs inside the instance and ends with it. */
class NotifySocket {
  /** `undefined` if no program on this machine can receive the messages. */
  static async open(invocationId: string, host: UnitHost): Promise<NotifySocket | undefined> {
    const socket = new NotifySocket(`/run/gostyle-notify-${invocationId}`, host);
    return await socket.listening ? socket : undefined;
  }

  /** Resolves when the service has sent `READY=1`. */
  readonly ready: Promise<void>;
  private readonly listening: Promise<boolean>;
  private readonly receiver: InsideProcess;
  private rest = '';
  private resolveReady!: () => void;
  private resolveListening!: (isListening: boolean) => void;

  private constructor(readonly path: string, private readonly host: UnitHost) {
    this.ready = new Promise((resolve) => { this.resolveReady = resolve; });
    this.listening = new Promise((resolve) => { this.resolveListening = resolve; });
    this.receiver = host.run(['sh', `${CONTROL_INSIDE}/notify.sh`, path], { umask: '0000', onStdout: (chunk) => this.hear(chunk.toString()) });
    this.receiver.input.end();
    void this.receiver.exited.then(() => this.resolveListening(false));
  }

  async close(): Promise<void> {
    this.receiver.kill('SIGKILL');
    await this.receiver.exited;
    await this.host.run(['rm', '-f', '--', this.path]).exited;
  }

  private hear(text: string): void {
    const lines = `${this.rest}${text}`.split('\n');
    this.rest = lines.pop() ?? '';
    if (lines.includes('listening')) this.resolveListening(true);
    if (lines.includes('READY=1')) this.resolveReady();
  }
}
