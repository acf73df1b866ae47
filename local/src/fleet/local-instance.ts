import type { ChildProcess } from 'node:child_process';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { awsCommand } from './aws-command';
import { InsideFiles } from './machine/inside-files';
import { InsideProcess, signalInside, type InsideOptions } from './machine/inside-process';
import { memoryOf } from './machine/inside-processes';
import { lookWith } from './machine/inside-reader';
import { listenersIn } from './machine/listeners';
import { LocalhostRelay } from './machine/localhost-relay';
import { asOwnerOfFiles, asRootOf } from './machine/namespace';
import { CommandAnswer } from './systemd/command-answer';
import { ControlChannel } from './systemd/control-channel';
import { journalctl } from './systemd/journalctl';
import { systemctl } from './systemd/systemctl';
import type { UnitHost } from './systemd/unit-host';
import { UnitManager } from './systemd/unit-manager';
import type { Reporter } from '../messages/reporter';
import type { ExitStatus, Instance, InstanceProcess, InstanceSettings, Listener, SpawnOptions } from '../model/instance';
import { runCommand } from '../system/command';
import { deadline } from '../system/deadline';
import { hasEnded } from '../system/process-identity';

/** A booted instance: its namespaces exist as long as `holder`, the process that created them. */
export class LocalInstance implements Instance {
  readonly id: string;
  readonly availabilityZone: string;
  readonly host: string;
  readonly port: number;
  readonly stopped: Promise<{ readonly expected: boolean }>;
  readonly files: InsideFiles;
  readonly units: UnitManager;
  userData?: ExitStatus;

  private readonly channel: ControlChannel;
  private readonly relay: LocalhostRelay;
  private stopping: Promise<void> | undefined;
  /** Where it listens. */
  private asked: Promise<readonly Listener[]> | undefined;
  private isGone = false;
  private readonly booted = Date.now();

  /** @param pid the instance's first process, as seen from the machine. */
  constructor(readonly settings: InstanceSettings, private readonly holder: ChildProcess, private readonly pid: number, report: Reporter) {
    ({ id: this.id, availabilityZone: this.availabilityZone, host: this.host, port: this.port } = settings);
    this.files = new InsideFiles(`/proc/${pid}/root`, (argv) => asRootOf(pid, argv));
    this.relay = new LocalhostRelay({ address: this.host, port: this.port });
    this.units = new UnitManager(this.unitHost(report), join(settings.directory, 'logs'));
    this.channel = new ControlChannel(join(settings.directory, 'control'), (command, args, isPrivileged, send) => (
      this.answer(command, args, isPrivileged, send)));
    this.stopped = new Promise((resolve) => holder.once('exit', () => {
      this.isGone = true;
      this.channel.close();
      this.relay.close();
      const expected = this.stopping !== undefined;
      if (!expected) this.units.abandon();
      if (!expected) report.error('instance.lost', `${this.id} ended unexpectedly`);
      resolve({ expected });
    }));
  }

  spawn(argv: readonly string[], options: SpawnOptions = {}): InstanceProcess {
    if (this.isGone) return goneProcess;
    const process = this.run(argv, options);
    const { signal } = options;
    const abort = () => process.kill('SIGKILL');
    if (signal?.aborted) abort();
    signal?.addEventListener('abort', abort);
    void process.exited.then(() => signal?.removeEventListener('abort', abort));
    return {
      exited: process.exited.then(async (status) => ((await process.pid) === undefined && this.isGone ? KILLED : status)),
      writeLine: (line) => void process.input.write(`${line}\n`),
      endInput: () => void process.input.end(),
      kill: (name) => process.kill(name),
    };
  }

  /** Starts a program inside, with options that only the supervisor and user data need. */
  run(argv: readonly string[], options: InsideOptions = {}): InsideProcess {
    this.relay.look();
    return new InsideProcess(this.pid, argv, options);
  }

  stop(): Promise<void> {
    this.stopping ??= this.shutDown();
    return this.stopping;
  }

  async terminate(): Promise<void> {
    await this.stop();
    await removeInstanceFiles(this.settings.directory);
  }

  async memoryBytes(): Promise<number> {
    if (this.isGone) return 0;
    return memoryOf(this.proc);
  }

  listeners(): Promise<readonly Listener[]> {
    if (this.isGone) return Promise.resolve([]);
    this.asked = listenersIn(this.pid);
    return this.asked;
  }

  private get proc(): string {
    return `/proc/${this.pid}/root/proc`;
  }

  private async shutDown(): Promise<void> {
    // Programs that are stopped no longer listen. An error is for whoever has asked.
    await this.asked?.catch(() => undefined);
    await withinSeconds(LONGEST_SHUTDOWN_SECONDS, Promise.race([this.units.shutDown().catch(() => undefined), this.stopped]));
    // Whatever its units did: the first process ends when its input does, and the kernel then ends everything else.
    this.holder.stdin!.end();
    await withinSeconds(LONGEST_END_SECONDS, this.stopped);
    if (!this.isGone) {
      // A suspended process (SIGSTOP) notices neither the end of its input nor that of its child.
      killIfThere(this.pid);
      this.holder.kill('SIGKILL');
    }
    await this.stopped;
    await this.untilEnded();
  }

  /** Its first process ends because its parent has, and everything else inside before that: only then can its files be removed. */
  private async untilEnded(): Promise<void> {
    const limit = deadline(LONGEST_END_SECONDS * 1000);
    // It is not known while this process has no file left to open.
    while (!await hasEnded(this.pid).catch(() => false) && !limit.aborted) await delay(LOOK_EVERY_MILLISECONDS, undefined, { ref: false });
  }

  private async answer(command: string, args: readonly string[], isPrivileged: boolean, send: (text: string) => boolean): Promise<CommandAnswer> {
    if (command === 'systemctl') return this.systemctl(args, isPrivileged);
    if (command === 'aws') return awsCommand(args, this.settings.secrets);
    if (command === 'journalctl') return journalctl(args, this.units, this.booted, send);
    return new CommandAnswer().error(`${command} is not supported in a local instance`).exit(1);
  }

  /** When a hook goes on after `systemctl start`, it finds the application at localhost, if it listens by then. */
  private async systemctl(args: readonly string[], isPrivileged: boolean): Promise<CommandAnswer> {
    const answer = await systemctl(args, isPrivileged, this.units);
    this.relay.look();
    // The relay listens at the next tick.
    await new Promise(setImmediate);
    return answer;
  }

  private unitHost(report: Reporter): UnitHost {
    const { container } = this.settings;
    return {
      files: this.files,
      proc: this.proc,
      ...container !== undefined && { container },
      ...this.settings.secrets?.mask && { mask: this.settings.secrets.mask },
      environmentAsRoot: (pid) => {
        const { status, stdout } = lookWith(asRootOf(this.pid, ['cat', join(this.proc, String(pid), 'environ')]));
        return status === 0 ? stdout : undefined;
      },
      run: (argv, options) => this.run(argv, options),
      signal: (signals, pids) => signalInside(this.pid, signals, pids),
      ownEnvironment: (file) => (file === this.settings.environmentFile ? this.settings.environment : {}),
      report: (level, code, message, data) => {
        // Nobody has written the unit of a container: who started it reports how it ended.
        const isWanted = container === undefined || code === 'instance.unit.output' || code === 'instance.log.suppressed';
        if (!this.isGone && isWanted) report[level](code, message, data);
      },
    };
  }
}

/** systemd's default stop timeout for a unit, plus the time until its processes are killed. */
const LONGEST_SHUTDOWN_SECONDS = 100;
const LONGEST_END_SECONDS = 5;
const LOOK_EVERY_MILLISECONDS = 10;

async function withinSeconds(seconds: number, work: Promise<unknown>): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const over = new Promise((resolve) => { timer = setTimeout(resolve, seconds * 1_000); });
  await Promise.race([work, over]).finally(() => clearTimeout(timer));
}

function killIfThere(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}

const KILLED: ExitStatus = { code: null, signal: 'SIGKILL' };

const goneProcess: InstanceProcess = {
  exited: Promise.resolve(KILLED),
  writeLine: () => undefined,
  endInput: () => undefined,
  kill: () => undefined,
};

/** Deletes the folder of an instance that is not running. */
export async function removeInstanceFiles(directory: string): Promise<void> {
  const remove = ['rm', '-rf', '--', directory];
  // An ordinary user may lack subordinate ids; then nothing belongs to them either.
  const { code, stderr } = await runCommand(remove[0]!, remove.slice(1));
  if (code === 0) return;
  const [program, ...args] = asOwnerOfFiles(remove);
  if ((await runCommand(program!, args)).code !== 0) throw new Error(`could not remove ${directory}: ${stderr.trim().split('\n')[0]}`);
}
