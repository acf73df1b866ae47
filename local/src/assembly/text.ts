import { entriesOf, isList, isObject, listAt, member, type Json } from './json';

/**
 * A template value as text for display and comparison: `{"Ref": "Bucket"}` becomes `${Bucket}`, and joins and substitutions are
 * concatenated. Values that are equal in the cloud have equal text.
 */
export function textOf(value: Json | undefined): string {
  if (value === undefined || value === null) return '';
  if (isList(value)) return value.map(textOf).join(',');
  if (!isObject(value)) return String(value);
  const [entry, ...others] = entriesOf(value);
  if (entry === undefined || others.length > 0) return JSON.stringify(value);
  const [name, argument] = entry;
  switch (name) {
    case 'Ref': return `\${${textOf(argument)}}`;
    case 'Fn::GetAtt': return `\${${isList(argument) ? argument.map(textOf).join('.') : textOf(argument)}}`;
    case 'Fn::Join': return joined(argument);
    case 'Fn::Sub': return isList(argument) ? substituted(argument) : textOf(argument);
    case 'Fn::Base64': return textOf(argument);
    default: return JSON.stringify(value);
  }
}

/** Whether a text is decided at deployment, as a whole or in part: by a parameter, another resource or a function. */
export function isDecidedLater(text: string): boolean {
  return /\$\{|\{\{resolve:|\{"(?:Ref|Condition|Fn::\w+)":/.test(text);
}

function joined(argument: Json): string {
  const separator = textOf(isList(argument) ? argument[0] : undefined);
  const parts = isList(argument) ? argument[1] : undefined;
  return isList(parts) ? parts.map(textOf).join(separator) : textOf(parts);
}

function substituted(argument: readonly Json[]): string {
  const [template, variables] = argument;
  return textOf(template).replace(/\$\{([^!}][^}]*)\}/g, (whole, name: string) => {
    const value = member(variables, name.trim());
    return value === undefined ? whole : textOf(value);
  });
}

/** The logical id that a value refers to, if it is just a `Ref` or `Fn::GetAtt`. */
export function logicalIdOf(value: Json | undefined): string | undefined {
  const reference = member(value, 'Ref');
  if (typeof reference === 'string') return reference;
  const attribute = member(value, 'Fn::GetAtt');
  if (typeof attribute === 'string') return attribute.split('.')[0];
  const [id] = listAt(attribute);
  return typeof id === 'string' ? id : undefined;
}
