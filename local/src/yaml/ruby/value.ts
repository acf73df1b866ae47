/** A Ruby symbol, which the agent's YAML parser creates for `:name`. */
export class RubySymbol {
  constructor(readonly name: string) {}
}

/** A mapping, in the order of its keys. */
export interface RubyHash extends Map<RubyValue, RubyValue> {}

/**
 * A value as the agent sees it after parsing YAML. `bigint` stands for Ruby's Integer and `number` for its Float: they print differently,
 * and messages quote values.
 */
export type RubyValue = null | boolean | bigint | number | string | RubySymbol | RubyValue[] | RubyHash;

export function isHash(value: RubyValue): value is RubyHash {
  return value instanceof Map;
}

/** Truthiness in Ruby: everything except nil and false. */
export function isTruthy(value: RubyValue): boolean {
  return value !== null && value !== false;
}

export function classNameOf(value: RubyValue): string {
  if (value === null) return 'NilClass';
  if (value === true) return 'TrueClass';
  if (value === false) return 'FalseClass';
  if (typeof value === 'bigint') return 'Integer';
  if (typeof value === 'number') return 'Float';
  if (typeof value === 'string') return 'String';
  if (value instanceof RubySymbol) return 'Symbol';
  return Array.isArray(value) ? 'Array' : 'Hash';
}
