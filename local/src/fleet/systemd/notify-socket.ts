import type { UnitHost } from './unit-host';
import type { InsideProcess } from '../machine/inside-process';
import { CONTROL_INSIDE } from '../scripts';

/** Receives the readiness notification (sd_notify) of a `Type=notify` service. Runs inside the instance and ends with it. */
export class NotifySocket {
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
  private tellReady!: () => void;
  private tellListening!: (isListening: boolean) => void;

  private constructor(readonly path: string, private readonly host: UnitHost) {
    this.ready = new Promise((resolve) => { this.tellReady = resolve; });
    this.listening = new Promise((resolve) => { this.tellListening = resolve; });
    this.receiver = host.run(['sh', `${CONTROL_INSIDE}/notify.sh`, path], { umask: '0000', onStdout: (chunk) => this.hear(chunk.toString()) });
    this.receiver.input.end();
    void this.receiver.exited.then(() => this.tellListening(false));
  }

  async close(): Promise<void> {
    this.receiver.kill('SIGKILL');
    await this.receiver.exited;
    await this.host.run(['rm', '-f', '--', this.path]).exited;
  }

  private hear(text: string): void {
    const lines = `${this.rest}${text}`.split('\n');
    this.rest = lines.pop() ?? '';
    if (lines.includes('listening')) this.tellListening(true);
    if (lines.includes('READY=1')) this.tellReady();
  }
}
