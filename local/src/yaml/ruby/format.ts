import { RubySymbol, type RubyValue } from './value';

/** `to_s`: the result of `#{value}` in a message. */
export function toS(value: RubyValue): string {
  if (value === null) return '';
  if (typeof value === 'string') return value;
  if (value instanceof RubySymbol) return value.name;
  return inspect(value);
}

/** `inspect`: how a value is shown inside a list, a mapping or a NoMethodError. */
export function inspect(value: RubyValue): string {
  if (value === null) return 'nil';
  if (typeof value === 'boolean' || typeof value === 'bigint') return String(value);
  if (typeof value === 'number') return inspectFloat(value);
  if (typeof value === 'string') return inspectString(value);
  if (value instanceof RubySymbol) return inspectSymbol(value.name);
  if (Array.isArray(value)) return `[${value.map(inspect).join(', ')}]`;
  return `{${[...value].map(([key, item]) => `${inspect(key)}=>${inspect(item)}`).join(', ')}}`;
}

function inspectFloat(value: number): string {
  if (Number.isNaN(value)) return 'NaN';
  if (!Number.isFinite(value)) return value > 0 ? 'Infinity' : '-Infinity';
  if (Object.is(value, -0)) return '-0.0';
  const magnitude = Math.abs(value);
  if (magnitude !== 0 && (magnitude >= 1e16 || magnitude < 1e-4)) return scientific(value);
  const plain = String(value);
  return plain.includes('.') ? plain : `${plain}.0`;
}

/** `1.0e-05`: always with a fraction and at least two exponent digits. */
function scientific(value: number): string {
  const [mantissa, exponent] = value.toExponential().split('e');
  const digits = exponent.slice(1).padStart(2, '0');
  return `${mantissa.includes('.') ? mantissa : `${mantissa}.0`}e${exponent[0]}${digits}`;
}

const ESCAPES: Readonly<Record<string, string>> = {
  '"': '\\"', '\\': '\\\\', '\n': '\\n', '\t': '\\t', '\r': '\\r', '\f': '\\f', '\v': '\\v', '\b': '\\b', '\x07': '\\a', '\x1b': '\\e',
};

function inspectString(text: string): string {
  const escaped = text.replace(/["\\]|#(?=[{$@])|[\x00-\x1f\x7f-\x84\x86-\x9f\p{Cn}\p{Zl}\p{Zp}]/gu, (char) => {
    if (char === '#') return '\\#';
    return ESCAPES[char] ?? unicodeEscape(char);
  });
  return `"${escaped}"`;
}

function unicodeEscape(char: string): string {
  const code = char.codePointAt(0) ?? 0;
  const hex = code.toString(16).toUpperCase();
  return code > 0xffff ? `\\u{${hex}}` : `\\u${hex.padStart(4, '0')}`;
}

function inspectSymbol(name: string): string {
  const plain = /^(?:[\p{Alphabetic}_][\p{Alphabetic}\p{N}_]*[?!=]?|\[\]=?|[+\-*/%<>~!^&|]|\*\*|<=>|={2,3}|=~|![=~]|<[<=]|>[>=]|[+-]@)$/u;
  return plain.test(name) ? `:${name}` : `:${inspectString(name)}`;
}
