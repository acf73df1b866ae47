import type { StateDirectory } from './state-directory';
import type { Reporter } from '../../messages/reporter';

/** Writes state in the background: one file after the other, and of each file only the newest state. */
export class StateWriter {
  private readonly waiting = new Map<string, unknown>();
  private working?: Promise<void>;

  constructor(private readonly state: Pick<StateDirectory, 'write'>, private readonly reporter: Reporter) {}

  put(path: string, value: unknown): void {
    this.waiting.set(path, value);
    this.working ??= this.work().finally(() => { this.working = undefined; });
  }

  /** Everything that was put is in its file. */
  async done(): Promise<void> {
    await this.working;
  }

  private async work(): Promise<void> {
    for (let next = this.next(); next; next = this.next()) {
      const [path, value] = next;
      try {
        await this.state.write(path, value);
      } catch (error) {
        // A full disk must not end what is running; the next change is tried again.
        this.reporter.error('state.not-saved', `${path} could not be written: ${(error as Error).message}`);
      }
    }
  }

  private next(): [string, unknown] | undefined {
    for (const entry of this.waiting) {
      this.waiting.delete(entry[0]);
      return entry;
    }
    return undefined;
  }
}
