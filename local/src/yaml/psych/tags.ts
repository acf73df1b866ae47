import { disallowedClass, plainScalar } from './plain-scalar';
import { RubyError } from '../ruby/error';
import { inspect } from '../ruby/format';
import { RubySymbol, type RubyValue } from '../ruby/value';

const YAML = 'tag:yaml.org,2002:';

/** A scalar with an explicit tag. Unknown tags are ignored; those that would instantiate a Ruby object are rejected. */
export function taggedScalar(tag: string, text: string): RubyValue {
  if (tag === `${YAML}str` || tag === '!str' || tag === '!ruby/string') return text;
  if (tag === '!binary' || tag === `${YAML}binary`) return Buffer.from(text, 'base64').toString('utf8');
  if (tag === '!float' || tag === `${YAML}float`) return toFloat(plainScalar(text));
  if (/^!ruby\/sym(?:bol)?:?/.test(tag)) return new RubySymbol(text);
  const named = /^!(?:str|ruby\/string):(.+)$/.exec(tag)?.[1];
  const refused = named ?? SCALAR_CLASSES[tag] ?? (/^!ruby\/(?:class|module)$/.test(tag) ? text : undefined);
  if (refused !== undefined) throw disallowedClass(refused);
  return plainScalar(text);
}

const SCALAR_CLASSES: Readonly<Record<string, string>> = {
  '!ruby/object:BigDecimal': 'BigDecimal',
  '!ruby/object:DateTime': 'DateTime',
  '!ruby/object:Complex': 'Complex',
  '!ruby/object:Rational': 'Rational',
  '!ruby/regexp': 'Regexp',
  '!ruby/range': 'Range',
};

/** The only way in which a list can name a Ruby class. */
export function checkSequenceTag(tag: string | undefined): void {
  const named = /^!(?:seq|ruby\/array):(.+)$/.exec(tag ?? '')?.[1];
  if (named !== undefined) throw disallowedClass(named);
}

export function checkMappingTag(tag = ''): void {
  if (tag === '!ruby/object:Hash') return;
  const named = /^!(?:ruby\/(?:object|struct|array|hash|exception|marshalable|string)|str|map):(.+)$/.exec(tag)?.[1];
  const refused = named ?? MAPPING_CLASSES[tag];
  if (refused !== undefined) throw disallowedClass(refused);
}

const MAPPING_CLASSES: Readonly<Record<string, string>> = {
  '!ruby/object': 'Object',
  '!ruby/struct': 'Struct',
  '!ruby/range': 'Range',
  '!ruby/exception': 'Exception',
  '!set': 'Psych::Set',
  [`${YAML}set`]: 'Psych::Set',
};

function toFloat(value: RubyValue): number {
  if (typeof value === 'number') return value;
  if (typeof value === 'bigint') return Number(value);
  if (typeof value === 'string') throw new RubyError('ArgumentError', `invalid value for Float(): ${inspect(value)}`);
  throw new RubyError('TypeError', `can't convert ${inspect(value)} into Float`);
}
