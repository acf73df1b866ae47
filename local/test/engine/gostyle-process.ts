import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { afterTest } from './after-test';
import { program } from './program';
import type { RunSummary } from '../../src/cli/run-view/run-summary';
import type { Message } from '../../src/messages/message';

/** `gostyle run --json` in a process of its own, which tests may kill. */
export class GostyleProcess {
  readonly messages: Message[] = [];
  summary?: RunSummary;
  private readonly child: ChildProcess;
  private readonly exited: Promise<unknown>;
  private errors = '';
  private half?: string;
  private readonly listeners = new Set<() => void>();

  constructor(directory: string, ...args: readonly string[]) {
    this.child = spawn(process.execPath, [program(), 'run', '--json', '--port', '0', ...args], { cwd: directory, stdio: ['ignore', 'pipe', 'pipe'] });
    this.exited = once(this.child, 'close');
    this.child.stderr?.on('data', (chunk: Buffer) => { this.errors += chunk.toString(); });
    if (this.child.stdout) createInterface({ input: this.child.stdout }).on('line', (line) => this.hear(line));
    afterTest(() => this.kill('SIGKILL'));
  }

  /** Its whole output. */
  get text(): string {
    return this.errors;
  }

  get pid(): number {
    return this.child.pid ?? 0;
  }

  kill(signal: NodeJS.Signals): Promise<number | null> {
    this.child.kill(signal);
    return this.exit();
  }

  async exit(): Promise<number | null> {
    await this.exited;
    return this.child.exitCode;
  }

  async untilMessage(matches: (message: Message) => boolean): Promise<Message> {
    return new Promise((resolve, reject) => {
      const look = () => {
        const found = this.messages.find(matches);
        if (found) resolve(found);
      };
      this.listeners.add(look);
      void this.exited.then(() => reject(new Error(`gostyle ended before it said that: ${this.errors.slice(-2000)}`)));
      look();
    });
  }

  private hear(line: string): void {
    // One that was killed may have written half of its last line.
    if (this.half !== undefined) throw new Error(`gostyle printed a line that is no JSON: ${this.half}`);
    const event = eventIn(line);
    if (!event) this.errors += this.half = line;
    else if (event.type === 'summary') this.summary = event;
    else this.messages.push(event);
    for (const listener of this.listeners) listener();
  }
}

function eventIn(line: string): RunSummary | Message & { readonly type: 'message' } | undefined {
  try {
    return JSON.parse(line) as RunSummary | Message & { readonly type: 'message' };
  } catch {
    return undefined;
  }
}

/** Matches the first success of a lifecycle event. */
export function deployed(event: string): (message: Message) => boolean {
  return ({ code, data }) => code === 'deployment.event.succeeded' && data?.event === event;
}
