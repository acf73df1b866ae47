import { disallowedClass, plainScalar } from './plain-scalar';
import { AgentError } from '../ruby/error';
import { inspect } from '../ruby/format';
import { RubySymbol, type RubyValue } from '../ruby/value';

const YAML = 'tag:yaml.org,2002:';

/** A scalar with an explicit tag. Unknown tags are ignored; those that would make a Ruby object are refused. */
export function taggedScalar(tag: string, text: string): RubyValue {
  if (tag === '!' || tag === `${YAML}str` || tag === '!str' || tag === '!ruby/string') return text;
  if (tag === '!binary' || tag === `${YAML}binary`) return Buffer.from(text, 'base64').toString('utf8');
  if (tag === '!float' || tag === `${YAML}float`) return toFloat(plainScalar(text));
  if (/^!ruby\/sym(?:bol)?/.test(tag)) return new RubySymbol(text);
  resolveTag(tag);
  return plainScalar(text);
}

/** Refuses a tag that names a Ruby class. */
export function resolveTag(tag: string | undefined): void {
  if (tag === undefined) return;
  const named = /^!(?:ruby\/(?:object|struct|array|hash|exception|marshalable|string)|str|seq|map):(.+)$/.exec(tag)?.[1];
  if (named !== undefined) throw disallowedClass(named);
  const builtIn = BUILT_IN[tag];
  if (builtIn !== undefined) throw disallowedClass(builtIn);
}

const BUILT_IN: Readonly<Record<string, string>> = {
  '!ruby/object': 'Object',
  '!ruby/regexp': 'Regexp',
  '!ruby/range': 'Range',
  '!ruby/struct': 'Struct',
  '!ruby/exception': 'Exception',
  '!set': 'Psych::Set',
  [`${YAML}set`]: 'Psych::Set',
};

function toFloat(value: RubyValue): number {
  if (typeof value === 'number') return value;
  if (typeof value === 'bigint') return Number(value);
  if (typeof value === 'string') throw new AgentError('ArgumentError', `invalid value for Float(): ${inspect(value)}`);
  throw new AgentError('TypeError', `can't convert ${inspect(value)} into Float`);
}
