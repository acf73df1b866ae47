import { RubyError } from '../ruby/error';
import { inspect } from '../ruby/format';
import { RubySymbol, type RubyValue } from '../ruby/value';

const TIME = /^-?\d{4}-\d{1,2}-\d{1,2}(?:[Tt]|[\t-\r ]+)\d{1,2}:\d\d:\d\d(?:\.\d*)?(?:[\t-\r ]*(?:Z|[-+]\d{1,2}:?(?:\d\d)?))?$/;
const DATE = /^\d{4}-(?:1[012]|0\d|\d)-(?:[12]\d|3[01]|0\d|\d)$/;
const FLOAT = /^[-+]?(?:[0-9][0-9_,]*)?\.[0-9]*(?:[eE][-+][0-9]+)?$/;
const INTEGER = /^(?:[-+]?0b[0-1_,]+|[-+]?0[0-7_,]+|[-+]?(?:0|[1-9](?:[0-9]|,[0-9]|_[0-9])*)|[-+]?0x[0-9a-fA-F_,]+)$/;
const BASE_60_INTEGER = /^[-+]?[0-9][0-9_]*(?::[0-5]?[0-9]){1,2}$/;
const BASE_60_FLOAT = /^[-+]?[0-9][0-9_]*(?::[0-5]?[0-9]){1,2}\.[0-9_]*$/;
const SURELY_TEXT = /^[^\d.:-]?[\p{Alphabetic}_\s!@#$%^&*(){}<>|/\\~;=]+/u;

/**
 * The type of an unquoted scalar under YAML 1.1 as implemented by Ruby's Psych 4: `0644` is octal, `yes` is true, `1:30` is base 60,
 * `:name` is a symbol, and dates are rejected.
 */
export function plainScalar(text: string): RubyValue {
  if (text === '') return null;
  if (SURELY_TEXT.test(text) || text.includes('\n')) return word(text);
  if (TIME.test(text)) throw disallowedClass('Time');
  if (DATE.test(text)) throw disallowedClass('Date');
  if (/^\+?\.inf$/i.test(text)) return Infinity;
  if (/^-\.inf$/i.test(text)) return -Infinity;
  if (/^\.nan$/i.test(text)) return NaN;
  if (/^:./.test(text)) return symbol(text);
  if (BASE_60_INTEGER.test(text)) return base60(text, (part) => BigInt(part.replace(/[_+]/g, '')));
  if (BASE_60_FLOAT.test(text)) return base60(text, (part) => Number(part.replace(/_/g, '')));
  if (FLOAT.test(text)) return float(text);
  return INTEGER.test(text) ? integer(text) : text;
}

/** The parser does not instantiate classes by itself. */
export function disallowedClass(name: string): RubyError {
  return new RubyError('Psych::DisallowedClass', `Tried to load unspecified class: ${name}`);
}

function word(text: string): RubyValue {
  if (text.length > 5) return text;
  if (text === '~' || /^null$/i.test(text)) return null;
  if (/^(?:yes|true|on)$/i.test(text)) return true;
  return /^(?:no|false|off)$/i.test(text) ? false : text;
}

function symbol(text: string): RubySymbol {
  const quoted = /^:(["'])(.*)\1/.exec(text)?.[2];
  return new RubySymbol((quoted ?? text).replace(/^:/, ''));
}

/** With two parts, the first is multiplied by 3600 as if there were three: a quirk of Psych. */
function base60<N extends bigint | number>(text: string, parse: (part: string) => N): bigint | number {
  const weights = [3600, 60, 1];
  const parts = text.split(':').map(parse);
  const isInteger = parts.every((part) => typeof part === 'bigint');
  if (isInteger) return parts.reduce<bigint>((sum, part, index) => sum + BigInt(part) * BigInt(weights[index]), 0n);
  return parts.reduce<number>((sum, part, index) => sum + Number(part) * weights[index], 0);
}

function float(text: string): RubyValue {
  if (/^[-+]?\.$/.test(text)) return text;
  const cleaned = text.replace(/[,_]|\.(?=[Ee]|$)/g, '');
  const value = Number(cleaned);
  if (cleaned === '' || Number.isNaN(value)) throw new RubyError('ArgumentError', `invalid value for Float(): ${inspect(cleaned)}`);
  return value;
}

function integer(text: string): bigint {
  const cleaned = text.replace(/[,_]/g, '');
  const [, sign, digits] = /^([-+]?)(.*)$/.exec(cleaned) ?? [];
  if (digits === '0b' || digits === '0x') throw new RubyError('ArgumentError', `invalid value for Integer(): ${inspect(cleaned)}`);
  const value = BigInt(/^0[0-7]/.test(digits) ? `0o${digits.slice(1)}` : digits);
  return sign === '-' ? -value : value;
}
