import { resultOf, type ServiceResult } from './exit-result';
import { NotifySocket } from './notify-socket';
import type { Invocation } from './service-commands';
import type { ServiceProcesses } from './service-processes';
import type { UnitHost } from './unit-host';
import type { ExitStatus } from '../../model/instance';
import type { ExecCommand } from '../../unit/exec-command';
import { isBeforeProgram } from '../../unit/exit-codes';
import type { InsideProcess } from '../machine/inside-process';

const LOOK_AGAIN_MILLISECONDS = 10;
const FOLLOW_DAEMON_MILLISECONDS = 200;

/** The main process of a service, and how it signals readiness. */
export class MainProcess {
  pid: number | undefined;
  /** Kept after the process has ended, for display. */
  lastPid = 0;
  /** Resolves when the end of the process has been reported. */
  ended: Promise<void> = Promise.resolve();
  private isRunning = false;
  private notifySocket: NotifySocket | undefined;

  constructor(private readonly processes: ServiceProcesses, private readonly host: UnitHost, private readonly note: (text: string) => void) {}

  get hasEnded(): boolean {
    return !this.isRunning;
  }

  /** Starts it and waits for what `Type=` requires. `onEnd` is called exactly once, even if this fails. */
  async start(
    invocation: Invocation, limit: AbortSignal, run: (command: ExecCommand, extra?: Readonly<Record<string, string>>) => InsideProcess,
    onEnd: (status: ExitStatus) => Promise<void>,
  ): Promise<ServiceResult> {
    const { settings } = invocation;
    const notify = settings.type === 'notify' ? await this.openNotifySocket(invocation) : undefined;
    const process = run(settings.start[0]!, notify && { NOTIFY_SOCKET: notify.path });
    this.isRunning = true;
    const exited = process.exited.then((status) => {
      this.isRunning = false;
      return status;
    });
    this.pid = await process.pid;
    if (this.pid === undefined) return 'resources';
    this.lastPid = this.pid;
    // `ended` only waits for the report, not for the handling that follows.
    let reportedEnd!: () => void;
    this.ended = new Promise((resolve) => { reportedEnd = resolve; });
    void exited.then((status) => {
      this.pid = undefined;
      void onEnd(status);
      reportedEnd();
    });
    await this.isProgram(this.pid, invocation.id);
    const early = this.isRunning ? undefined : await exited;
    // For a `simple` service systemd does not wait for exec: the service counts as started, and then fails.
    if (settings.type !== 'simple' && early && isBeforeProgram(early.code)) return 'exit-code';
    if (!notify) return limit.aborted ? 'timeout' : 'success';
    const end = await Promise.race([notify.ready, exited, untilAborted(limit)]);
    if (!end) return limit.aborted ? 'timeout' : 'success';
    const result = resultOf(end, settings, true);
    return result === 'success' ? 'protocol' : result;
  }

  /** Takes over a daemon that a command has left running. */
  async adopt(invocation: Invocation, limit: AbortSignal, onEnd: (status: ExitStatus) => Promise<void>): Promise<ServiceResult> {
    const { pidFile } = invocation.settings;
    let pid = this.daemonOf(pidFile);
    while (pid === undefined && pidFile !== undefined && !limit.aborted) {
      await new Promise((resolve) => setTimeout(resolve, LOOK_AGAIN_MILLISECONDS));
      pid = this.daemonOf(pidFile);
    }
    if (limit.aborted) return 'timeout';
    this.pid = pid;
    this.lastPid = pid ?? 0;
    this.isRunning = pid !== undefined;
    this.ended = Promise.resolve();
    if (pid === undefined) void Promise.resolve().then(() => onEnd({ code: 0, signal: null }));
    else this.processes.add(pid);
    if (pid !== undefined) void this.follow(pid, onEnd);
    return 'success';
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
  private async follow(pid: number, onEnd: (status: ExitStatus) => Promise<void>): Promise<void> {
    while (this.pid === pid && this.processes.isAlive(pid)) await new Promise((resolve) => setTimeout(resolve, FOLLOW_DAEMON_MILLISECONDS));
    if (this.pid !== pid) return;
    this.pid = undefined;
    this.isRunning = false;
    await onEnd({ code: 0, signal: null });
  }

  /** Resolves when the program itself is running instead of the script that execs it, or when it has ended. */
  private async isProgram(pid: number, invocationId: string): Promise<undefined> {
    while (this.isRunning) {
      const line = this.processes.commandLine(pid);
      // Empty for a moment during exec, and after the program has ended until that is reported.
      if (line !== undefined && line !== '' && !line.includes(`INVOCATION_ID=${invocationId}`)) return undefined;
      await new Promise((resolve) => setTimeout(resolve, LOOK_AGAIN_MILLISECONDS));
    }
    return undefined;
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
