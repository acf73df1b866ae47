import type { Mark } from './mark';
import { SyntaxProblem } from './syntax-problem';

const MAX_LENGTH = 1024;

/** A token that turns out to be a key if a `:` follows it on the same line. */
interface SimpleKey {
  readonly token: number;
  readonly mark: Mark;
  /** Nothing but a key may stand here. */
  readonly required: boolean;
}

/** At most one possible key for every level of flow collections that is open. */
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

  /** The key that a `:` here completes, if there is one. */
  take(here: Mark): SimpleKey | undefined {
    const key = this.current(this.flowLevel, here);
    this.levels[this.flowLevel] = undefined;
    return key;
  }

  /** Whether the token may still turn out to be a key, so that it cannot be handed out yet. */
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
