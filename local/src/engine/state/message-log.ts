import { mkdirSync, createWriteStream, type WriteStream } from 'node:fs';
import { dirname } from 'node:path';
import { createInterface } from 'node:readline';
import type { StateDirectory } from './state-directory';
import type { Message } from '../../messages/message';
import type { LogQuery } from '../../model/console';
import { mismatch, type Shape } from '../../system/shape';
import { openStored } from '../../system/stored-file';

/** Longer messages are cut: a build may print megabytes of minified code in one line. */
const LONGEST_MESSAGE = 16 * 1024;
/** Only the end of a longer log is read: nobody looks through more. */
const MOST_BYTES = 256 * 1024 * 1024;

/** Stores the messages of each execution in a file, one JSON object per line. */
export class MessageLog {
  private readonly streams = new Map<string, WriteStream>();

  constructor(private readonly state: StateDirectory) {}

  append(message: Message): void {
    if (message.executionId === undefined) return;
    this.streamOf(message.executionId)?.write(`${JSON.stringify(bounded(message))}\n`);
    if (message.code === 'execution.ended') this.finish(message.executionId);
  }

  async query(query: LogQuery): Promise<readonly Message[]> {
    const found: Message[] = [];
    const file = await openStored(this.state.messages(query.executionId));
    if (!file) return found;
    try {
      const start = Math.max(0, (await file.stat()).size - MOST_BYTES);
      for await (const line of createInterface({ input: file.createReadStream({ start, autoClose: false }) })) {
        const message = parse(line);
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
    await Promise.all([...this.streams.values()].map((stream) => new Promise<void>((resolve) => stream.end(resolve))));
    this.streams.clear();
  }

  /** Closes the log, because a run may last for weeks, with a file per execution. */
  private finish(executionId: string): void {
    this.streams.get(executionId)?.end();
    this.streams.delete(executionId);
  }

  private streamOf(executionId: string): WriteStream | undefined {
    const known = this.streams.get(executionId);
    if (known) return known;
    const path = this.state.messages(executionId);
    try {
      mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
    } catch {
      // As below: StateWriter reports it.
      return undefined;
    }
    const stream = createWriteStream(path, { flags: 'a', mode: 0o600 });
    // The log is only for display; a full disk must not stop a deployment.
    stream.on('error', () => this.streams.delete(executionId));
    this.streams.set(executionId, stream);
    return stream;
  }
}

const MESSAGE: Shape = { time: 'text', level: 'text', code: 'text', message: 'text' };

/** `undefined` for a line that a killed runner left incomplete, and for anything else that is not a message. */
function parse(line: string): Message | undefined {
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
