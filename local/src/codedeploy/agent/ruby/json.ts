import { toS } from '../../../yaml/ruby/format';
import { isHash, RubySymbol, type RubyValue } from '../../../yaml/ruby/value';

/** `to_json`, as a value for JSON.stringify. */
export function jsonOf(value: RubyValue): unknown {
  if (typeof value === 'bigint') return Number(value);
  if (value instanceof RubySymbol) return value.name;
  if (Array.isArray(value)) return value.map(jsonOf);
  if (isHash(value)) return Object.fromEntries([...value].map(([key, item]) => [toS(key), jsonOf(item)]));
  return value;
}
