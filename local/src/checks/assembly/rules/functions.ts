import { isList, isObject, type Json } from '../../../assembly/json';
import { textOf } from '../../../assembly/text';
import table from '../resource-properties.json';
import type { Rule } from '../rule';
import { similarTo } from '../similar';
import { functionsIn, templateRule } from '../template-parts';

const PROPERTIES: Readonly<Record<string, Readonly<Record<string, string>>>> = table;

/** What an argument must be, by function; undefined where it is right. */
const SHAPES: Readonly<Record<string, (argument: Json) => string | undefined>> = {
  'Ref': (argument) => (isText(argument) ? undefined : 'a name'),
  'Fn::GetAtt': (argument) => {
    if (typeof argument === 'string') return argument.includes('.') ? undefined : 'Resource.Attribute';
    return isList(argument) && argument.length === 2 && isText(argument[0]) && (isText(argument[1]) || isObject(argument[1]))
      ? undefined
      : '[resource, attribute]';
  },
  'Fn::Sub': (argument) => {
    if (typeof argument === 'string') return undefined;
    return isList(argument) && argument.length === 2 && typeof argument[0] === 'string' && isObject(argument[1])
      ? undefined
      : 'a text, or [text, variables]';
  },
  'Fn::Base64': (argument) => (isText(argument) || isObject(argument) ? undefined : 'a text'),
  'Fn::Join': (argument) => {
    if (!isList(argument) || argument.length !== 2 || typeof argument[0] !== 'string') return '[separator, list]';
    const values = argument[1];
    if (isObject(values)) return undefined;
    return isList(values) && values.every((value) => isObject(value) || ['string', 'number', 'boolean'].includes(typeof value))
      ? undefined
      : '[separator, list of texts]';
  },
  'Fn::Select': (argument) =>
    isList(argument) && argument.length === 2 && (isObject(argument[1]) || isList(argument[1])) ? undefined : '[index, list]',
  'Fn::Split': (argument) => (isList(argument) && argument.length === 2 && typeof argument[0] === 'string' ? undefined : '[separator, text]'),
  'Fn::GetAZs': (argument) => (typeof argument === 'string' || argument === null || isObject(argument) ? undefined : 'a region'),
};

/** Arguments of intrinsic functions. */
export const FUNCTION_RULES: readonly Rule[] = [
  templateRule('template.argument', function* (_subject, { owner, path, value }) {
    for (const [name, argument] of functionsIn(value)) {
      const wanted = Object.hasOwn(SHAPES, name) ? SHAPES[name](argument) : undefined;
      if (wanted !== undefined) {
        yield {
          logicalId: owner,
          path,
          message: `the argument of ${name} must be ${wanted}`,
          value: JSON.stringify(argument),
          fix: 'correct it',
        };
      }
    }
  }),

  templateRule('template.attribute', function* ({ graph }, { owner, path, value }) {
    for (const [name, argument] of functionsIn(value)) {
      if (name !== 'Fn::GetAtt') continue;
      const [id, ...rest] = isList(argument) ? argument.map(textOf) : textOf(argument).split('.');
      const attribute = rest.join('.');
      const type = graph.node(id)?.type ?? '';
      const known = Object.hasOwn(PROPERTIES, `${type}.attributes`) ? Object.keys(PROPERTIES[`${type}.attributes`]) : undefined;
      if (!known || attribute.startsWith('$') || known.includes(attribute)) continue;
      const meant = similarTo(attribute, known);
      yield {
        logicalId: owner,
        path,
        message: `${id} (${type}) has no such attribute`,
        value: attribute,
        fix: meant ? `write ${meant}` : `use one of ${known.join(', ')}`,
      };
    }
  }),
];

function isText(value: Json): value is string {
  return typeof value === 'string' && value !== '';
}
