import type { Mark } from '../libyaml/mark';
import type { RubyHash, RubyValue } from '../ruby/value';

/** Counted from one, for display. */
export interface Position {
  readonly line: number;
  readonly column: number;
}

/** Positions of list items and mapping keys, for messages. */
export class Positions {
  private readonly places = new WeakMap<object, Map<RubyValue, Position>>();

  rememberItem(list: RubyValue[], index: number, mark: Mark): void {
    this.remember(list, BigInt(index), mark);
  }

  rememberKey(hash: RubyHash, key: RubyValue, mark: Mark): void {
    this.remember(hash, key, mark);
  }

  ofItem(list: RubyValue, index: number): Position | undefined {
    return this.find(list, BigInt(index));
  }

  ofKey(hash: RubyHash, key: RubyValue): Position | undefined {
    return this.find(hash, key);
  }

  private find(container: RubyValue, key: RubyValue): Position | undefined {
    return typeof container === 'object' && container !== null ? this.places.get(container)?.get(key) : undefined;
  }

  private remember(container: object, key: RubyValue, { line, column }: Mark): void {
    const known = this.places.get(container) ?? new Map<RubyValue, Position>();
    this.places.set(container, known.set(key, { line: line + 1, column: column + 1 }));
  }
}
