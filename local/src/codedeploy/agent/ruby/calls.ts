import { RubyError } from '../../../yaml/ruby/error';
import { inspect } from '../../../yaml/ruby/format';
import { classNameOf, isHash, RubySymbol, type RubyValue } from '../../../yaml/ruby/value';

/**
 * The methods that the agent calls on values from an AppSpec without checking their type. Most mistakes in an AppSpec surface as the
 * resulting errors, so these are part of the behaviour.
 */
export function noMethod(method: string, receiver: RubyValue): RubyError {
  return new RubyError('NoMethodError', `undefined method \`${method}' for ${inspect(receiver)}:${classNameOf(receiver)}`);
}

function noConversion(value: RubyValue, into: 'String' | 'Integer'): RubyError {
  const name = value === null ? 'nil' : typeof value === 'boolean' ? String(value) : classNameOf(value);
  return new RubyError('TypeError', `no implicit conversion of ${name} into ${into}`);
}

/** Requires a String parameter. */
export function stringArgument(value: RubyValue): string {
  if (typeof value === 'string') return value;
  throw noConversion(value, 'String');
}

/** `each`: the items of a list, or the pairs of a mapping. */
export function each(value: RubyValue): RubyValue[] {
  if (Array.isArray(value)) return value;
  if (isHash(value)) return [...value];
  throw noMethod('each', value);
}

export function eachPair(value: RubyValue): [RubyValue, RubyValue][] {
  if (isHash(value)) return [...value];
  throw noMethod('each_pair', value);
}

export function hasKey(value: RubyValue, key: string): boolean {
  if (isHash(value)) return value.has(key);
  throw noMethod('has_key?', value);
}

/** `value[key]` with a string key. */
export function fetch(value: RubyValue, key: string): RubyValue {
  if (isHash(value)) return value.get(key) ?? null;
  if (typeof value === 'string') return value.includes(key) ? key : null;
  if (value instanceof RubySymbol) return value.name.includes(key) ? key : null;
  if (Array.isArray(value) || typeof value === 'bigint') throw noConversion(key, 'Integer');
  throw noMethod('[]', value);
}

/** `to_i`, for the types from YAML that have it. */
export function toI(value: RubyValue): bigint {
  if (value === null) return 0n;
  if (typeof value === 'bigint') return value;
  if (typeof value === 'number') {
    if (!Number.isFinite(value)) throw new RubyError('FloatDomainError', inspect(value));
    return BigInt(Math.trunc(value));
  }
  if (typeof value === 'string') return BigInt(/^\s*([+-]?\d+(?:_\d+)*)/.exec(value)?.[1].replace(/[_+]/g, '') ?? 0);
  throw noMethod('to_i', value);
}

/** `strip`: removes white space and NUL at both ends, but not the no-break space. */
export function strip(text: string): string {
  return text.replace(/^[\t-\r \0]+|[\t-\r \0]+$/g, '');
}
