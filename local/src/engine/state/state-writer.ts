import type { StateDirectory } from './state-directory';
import { messageOf } from '../../messages/message-of';
import type { Reporter } from '../../messages/reporter';

const AGAIN_AFTER_MS = 1_000;

/**
 * Writes state in the background: one file at a time, and only the newest state of each file. A full disk stops nothing; failed writes are
 * retried until they succeed.
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

  /** Resolves when every file has been written, or its failure reported. */
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
        if (this.failed.delete(path)) this.reporter.info('state.saved', `${path} has been written`);
      } catch (error) {
        unwritten.set(path, value);
        this.reportOnce(path, error);
      }
    }
    for (const [path, value] of unwritten) this.waiting.set(path, value);
  }

  private reportOnce(path: string, error: unknown): void {
    if (!this.failed.has(path)) this.reporter.error('state.not-saved', `${path} could not be written and will be retried: ${messageOf(error)}`);
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
