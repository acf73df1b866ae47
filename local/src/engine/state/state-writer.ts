import type { StateDirectory } from './state-directory';
import { messageOf } from '../../messages/message-of';
import type { Reporter } from '../../messages/reporter';

const AGAIN_AFTER_MS = 1_000;

/**
 * Writes state in the background: one file after the other, and of each file only the newest state. A full disk ends nothing that is
 * running: what could not be written is tried again until it is.
 */
export class StateWriter {
  private readonly waiting = new Map<string, unknown>();
  private readonly failed = new Set<string>();
  private working?: Promise<void>;
  private again?: NodeJS.Timeout;

  constructor(private readonly state: Pick<StateDirectory, 'write'>, private readonly reporter: Reporter) {}

  put(path: string, value: unknown): void {
    this.waiting.set(path, value);
    this.begin();
  }

  /** Everything that was put is in its file, or cannot be written, which was said. */
  async done(): Promise<void> {
    await this.working;
    if (this.waiting.size > 0) this.begin();
    await this.working;
    clearTimeout(this.again);
  }

  private begin(): void {
    clearTimeout(this.again);
    this.working ??= this.work().finally(() => {
      this.working = undefined;
      if (this.waiting.size > 0) this.again = setTimeout(() => this.begin(), AGAIN_AFTER_MS);
    });
  }

  private async work(): Promise<void> {
    const unwritten = new Map<string, unknown>();
    for (let next = this.next(); next; next = this.next()) {
      const [path, value] = next;
      try {
        await this.state.write(path, value);
        unwritten.delete(path);
        if (this.failed.delete(path)) this.reporter.info('state.saved', `${path} is written now`);
      } catch (error) {
        unwritten.set(path, value);
        this.sayOnce(path, error);
      }
    }
    for (const [path, value] of unwritten) this.waiting.set(path, value);
  }

  private sayOnce(path: string, error: unknown): void {
    if (!this.failed.has(path)) this.reporter.error('state.not-saved', `${path} could not be written, and is tried again: ${messageOf(error)}`);
    this.failed.add(path);
  }

  private next(): [string, unknown] | undefined {
    for (const entry of this.waiting) {
      this.waiting.delete(entry[0]);
      return entry;
    }
    return undefined;
  }
}
