import type { Mark } from './mark';
import { SyntaxProblem } from './syntax-problem';

const MAX_LENGTH = 1024;

/** A token that becomes a key if a `:` follows on the same line. */
interface SimpleKey {
  readonly token: number;
  readonly mark: Mark;
  /** Only a key is allowed here. */
  readonly required: boolean;
}

/** Keeps at most one possible key per open flow collection level. */
export class SimpleKeys {
  private readonly levels: (SimpleKey | undefined)[] = [undefined];

  get flowLevel(): number {
    return this.levels.length - 1;
  }

  enterFlow(): void {
    this.levels.push(undefined);
  }

  leaveFlow(): void {
    if (this.flowLevel > 0) this.levels.pop();
  }

  save(key: SimpleKey): void {
    this.remove();
    this.levels[this.flowLevel] = key;
  }

  remove(): void {
    const key = this.levels[this.flowLevel];
    if (key?.required) throw missingColon(key);
    this.levels[this.flowLevel] = undefined;
  }

  /** The key that a `:` at this position completes, if any. */
  take(here: Mark): SimpleKey | undefined {
    const key = this.current(this.flowLevel, here);
    this.levels[this.flowLevel] = undefined;
    return key;
  }

  /** Whether the token may still become a key, so that it cannot be returned yet. */
  mayBeKey(token: number, here: Mark): boolean {
    return this.levels.some((_, level) => this.current(level, here)?.token === token);
  }

  private current(level: number, here: Mark): SimpleKey | undefined {
    const key = this.levels[level];
    if (!key || (key.mark.line >= here.line && key.mark.index + MAX_LENGTH >= here.index)) return key;
    if (key.required) throw missingColon(key);
    this.levels[level] = undefined;
    return undefined;
  }
}

function missingColon({ mark }: SimpleKey): SyntaxProblem {
  return new SyntaxProblem('could not find expected \':\'', 'while scanning a simple key', mark);
}
