import { appendFile, mkdir } from 'node:fs/promises';
import { dirname } from 'node:path';
import { createInterface } from 'node:readline';
import type { StateDirectory } from './state-directory';
import type { Message } from '../../messages/message';
import type { LogQuery } from '../../model/console';
import { mismatch, type Shape } from '../../system/shape';
import { openStored } from '../../system/stored-file';

/** Longer messages are cut: a build may print megabytes of minified code in one line. */
const LONGEST_MESSAGE = 16 * 1024;
/** Only the end of a longer log is read: nobody reads more. */
const MOST_BYTES = 256 * 1024 * 1024;

/** Stores the messages of each execution in a file, one JSON object per line. No file stays open: a run may last for weeks. */
export class MessageLog {
  /** Lines to write, by execution. */
  private readonly pending = new Map<string, string[]>();
  private writing?: Promise<void>;

  constructor(private readonly state: StateDirectory) {}

  append(message: Message): void {
    const { executionId } = message;
    if (executionId === undefined) return;
    const line = `${JSON.stringify(bounded(message))}\n`;
    const lines = this.pending.get(executionId);
    if (lines) lines.push(line);
    else this.pending.set(executionId, [line]);
    this.writing ??= this.write();
  }

  async query(query: LogQuery): Promise<readonly Message[]> {
    await this.written();
    const found: Message[] = [];
    const file = await openStored(this.state.messages(query.executionId));
    if (!file) return found;
    try {
      const start = Math.max(0, (await file.stat()).size - MOST_BYTES);
      for await (const line of createInterface({ input: file.createReadStream({ start, autoClose: false }) })) {
        const message = parseMessage(line);
        if (!message || !matches(message, query)) continue;
        found.push(message);
        if (found.length > query.limit) found.shift();
      }
    } finally {
      await file.close();
    }
    return found;
  }

  async close(): Promise<void> {
    while (this.writing) await this.writing;
  }

  /** Resolves when the messages so far have been written. Does not wait for later ones: a build may print without a pause. */
  private async written(): Promise<void> {
    const isMore = this.pending.size > 0;
    await this.writing;
    if (isMore) await this.writing;
  }

  /** One write at a time, so that lines keep their order. */
  private async write(): Promise<void> {
    await new Promise((resolve) => setImmediate(resolve));
    const batch = [...this.pending];
    this.pending.clear();
    for (const [executionId, lines] of batch) {
      const path = this.state.messages(executionId);
      try {
        await mkdir(dirname(path), { recursive: true, mode: 0o700 });
        await appendFile(path, lines.join(''), { mode: 0o600 });
      } catch {
        // The log is for people; a full disk must not end a deployment. StateWriter reports it.
      }
    }
    this.writing = this.pending.size > 0 ? this.write() : undefined;
  }
}

const MESSAGE: Shape = { time: 'text', level: 'text', code: 'text', message: 'text' };

/** `undefined` for a line that a killed runner left incomplete, and for anything else that is not a message. */
export function parseMessage(line: string): Message | undefined {
  try {
    const value: unknown = JSON.parse(line);
    return mismatch(value, MESSAGE) === undefined ? value as Message : undefined;
  } catch {
    return undefined;
  }
}

function matches(message: Message, { stage, environment, instance }: LogQuery): boolean {
  return (stage === undefined || message.stage === stage)
    && (environment === undefined || message.environment === environment)
    && (instance === undefined || message.instance === instance);
}

function bounded(message: Message): Message {
  if (message.message.length <= LONGEST_MESSAGE) return message;
  return { ...message, message: `${message.message.slice(0, LONGEST_MESSAGE)}... (cut, ${message.message.length} characters)` };
}
