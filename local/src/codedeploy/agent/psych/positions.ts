import type { LineCounter, ParsedNode } from 'yaml';
import type { RubyHash, RubyValue } from '../ruby/value';

export interface Position {
  readonly line: number;
  readonly column: number;
}

/** Where the items of lists and the keys of mappings were written, for messages that name the place. */
export class Positions {
  private readonly places = new WeakMap<object, Map<RubyValue | bigint, Position>>();

  constructor(private readonly lines: LineCounter) {}

  rememberItems(list: RubyValue[], nodes: readonly (ParsedNode | null)[]): void {
    nodes.forEach((node, index) => this.remember(list, BigInt(index), node));
  }

  rememberKey(hash: RubyHash, key: RubyValue, node: ParsedNode | null): void {
    this.remember(hash, key, node);
  }

  ofItem(list: RubyValue, index: number): Position | undefined {
    return this.find(list, BigInt(index));
  }

  ofKey(hash: RubyValue, key: RubyValue): Position | undefined {
    return this.find(hash, key);
  }

  private find(container: RubyValue, key: RubyValue): Position | undefined {
    return typeof container === 'object' && container !== null ? this.places.get(container)?.get(key) : undefined;
  }

  private remember(container: object, key: RubyValue, node: ParsedNode | null): void {
    if (!node?.range) return;
    const { line, col } = this.lines.linePos(node.range[0]);
    const known = this.places.get(container) ?? new Map<RubyValue, Position>();
    this.places.set(container, known.set(key, { line, column: col }));
  }
}
