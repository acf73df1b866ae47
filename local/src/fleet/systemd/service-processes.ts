import { readFileSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import type { UnitHost } from './unit-host';
import type { ServiceSettings } from '../../unit/service-settings';
import { environmentOf, listProcesses, processesOfUnit, type ProcessEntry } from '../machine/inside-processes';

const LOOK_AGAIN_MILLISECONDS = 15;
/** A process that waits for a device does not end even then. */
const AFTER_SIGKILL_MILLISECONDS = 5000;

/** The processes of one service, found in the instance's process table. */
export class ServiceProcesses {
  private readonly known = new Set<number>();
  private invocationId = '';
  /** Whether a process that only root of the instance may look at was started by this service. */
  private readonly looked = new Map<string, boolean>();

  constructor(private readonly host: UnitHost) {}

  begin(invocationId: string): void {
    this.invocationId = invocationId;
    this.known.clear();
    this.looked.clear();
  }

  add(pid: number | undefined): void {
    if (pid !== undefined) this.known.add(pid);
  }

  list(): number[] {
    return processesOfUnit(this.host.proc, (entry) => this.isStarted(entry), [...this.known]);
  }

  private isStarted(entry: ProcessEntry): boolean {
    const mark = `INVOCATION_ID=${this.invocationId}\0`;
    const environment = environmentOf(this.host.proc, entry.pid);
    // What still has its parent belongs where that does.
    if (environment !== undefined || entry.parent > 1) return environment?.includes(mark) ?? false;
    const key = `${entry.pid} ${entry.startTime}`;
    const isStarted = this.looked.get(key) ?? this.host.environmentAsRoot(entry.pid)?.includes(mark);
    if (isStarted !== undefined) this.looked.set(key, isStarted);
    return isStarted ?? false;
  }

  isAlive(pid: number): boolean {
    return listProcesses(this.host.proc).some((entry) => entry.pid === pid);
  }

  /** Its arguments, each followed by a NUL; `undefined` if there is no such process. */
  commandLine(pid: number): string | undefined {
    try {
      return readFileSync(`${this.host.proc}/${pid}/cmdline`, 'latin1');
    } catch {
      return undefined;
    }
  }

  nameOf(pid: number): string {
    return this.commandLine(pid)?.split('\0')[0]?.split('/').at(-1) ?? '';
  }

  residentBytes(): number {
    const members = new Set(this.list());
    return listProcesses(this.host.proc).filter(({ pid }) => members.has(pid)).reduce((sum, { residentBytes }) => sum + residentBytes, 0);
  }

  /** Ends the processes as `KillMode=` demands. `false` if some needed SIGKILL after the stop timeout. */
  async end(mainPid: number | undefined, settings: ServiceSettings): Promise<boolean> {
    if (settings.killMode === 'none') return true;
    const onlyMain = settings.killMode === 'process' || settings.killMode === 'mixed';
    const first = onlyMain ? [mainPid].filter((pid) => pid !== undefined) : this.list();
    const remaining = () => (settings.killMode === 'process' ? first.filter((pid) => this.isAlive(pid)) : this.list());
    const awaited = () => (onlyMain ? first.filter((pid) => this.isAlive(pid)) : this.list());
    // A suspended process cannot handle the signal before SIGCONT.
    if (first.length > 0) await this.host.signal([settings.killSignal, 'SIGCONT'], first);

    const inTime = await untilEmpty(awaited, settings.timeoutStop);
    if (remaining().length === 0) return true;
    if (!inTime && !settings.sendSigkill) return false;
    await this.kill(remaining);
    return inTime;
  }

  private async kill(remaining: () => number[]): Promise<void> {
    let limit = Infinity;
    // Repeated, because a process may fork in between.
    for (let pids = remaining(); pids.length > 0 && performance.now() < limit; pids = remaining()) {
      await this.host.signal(['SIGKILL'], pids);
      limit = Math.min(limit, performance.now() + AFTER_SIGKILL_MILLISECONDS);
      await delay(LOOK_AGAIN_MILLISECONDS);
    }
  }
}

async function untilEmpty(list: () => number[], milliseconds: number): Promise<boolean> {
  const deadline = performance.now() + milliseconds;
  while (list().length > 0) {
    if (performance.now() >= deadline) return false;
    await delay(LOOK_AGAIN_MILLISECONDS);
  }
  return true;
}
