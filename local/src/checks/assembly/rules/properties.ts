import { entriesOf, isList, isObject, type Json } from '../../../assembly/json';
import table from '../resource-properties.json';
import type { Problem, Rule } from '../rule';
import { similarTo } from '../similar';

/** Made by local/resource-properties.mjs, which also says what the letters mean. */
const PROPERTIES: Readonly<Record<string, Readonly<Record<string, string>>>> = table;

/** Properties of the resource types that this project makes: names, and what must be there. */
export const PROPERTY_RULES: readonly Rule[] = [
  propertyRule('resource.property', function* (struct, value, place) {
    for (const [name] of entriesOf(value)) {
      const known = Object.keys(PROPERTIES[struct]);
      if (known.includes(name)) continue;
      // A name like no other may be one that is newer than the table.
      const meant = similarTo(name, known);
      yield {
        ...place,
        message: 'there is no such property',
        value: name,
        fix: meant ? `write ${meant}` : `use one of ${known.join(', ')}`,
        severity: meant ? 'error' : 'warning',
      };
    }
  }),

  propertyRule('resource.required', function* (struct, value, place) {
    for (const [name, type] of Object.entries(PROPERTIES[struct])) {
      if (type.endsWith('!') && isObject(value) && value[name] === undefined) {
        yield {
          ...place,
          message: `the property ${name} is required`,
          fix: `set ${name}`,
        };
      }
    }
  }),

  propertyRule('resource.type', function* (struct, value, { logicalId, path }) {
    for (const [name, child] of entriesOf(value)) {
      const type = Object.hasOwn(PROPERTIES[struct], name) ? PROPERTIES[struct][name].replace('!', '') : 'o';
      const [, item] = /^\[(.+)\]$/.exec(type) ?? [];
      const values: [string, string, Json][] = [[`${path}.${name}`, type, child]];
      if (item !== undefined && isList(child)) {
        values.push(...child.map((each, index): [string, string, Json] => [`${path}.${name}[${index}]`, item, each]));
      }
      for (const [place, wantedType, each] of values) {
        const wanted = isFunction(each) ? undefined : mismatch(wantedType, each);
        if (wanted !== undefined) {
          yield {
            logicalId,
            path: place,
            message: `must be ${wanted}`,
            value: JSON.stringify(each),
            fix: `write ${wanted}`,
          };
        }
      }
    }
  }),
];

type Check = (struct: string, value: Json, place: { readonly logicalId: string; readonly path: string }) => Iterable<Problem>;

/** A rule about each object whose properties are known, from the resource down. */
function propertyRule(id: string, check: Check): Rule {
  return {
    id,
    severity: 'error',
    *check({ graph }) {
      for (const { logicalId, type, properties } of graph.nodes) {
        if (Object.hasOwn(PROPERTIES, type)) yield* walk(type, properties, { logicalId, path: 'Properties' }, check);
      }
    },
  };
}

function* walk(struct: string, value: Json, place: { readonly logicalId: string; readonly path: string }, check: Check): Iterable<Problem> {
  if (!isObject(value) || isFunction(value)) return;
  yield* check(struct, value, place);
  for (const [name, child] of entriesOf(value)) {
    const type = Object.hasOwn(PROPERTIES[struct], name) ? PROPERTIES[struct][name].replace('!', '') : 'o';
    const [, item] = /^[[{](.+)[\]}]$/.exec(type) ?? [];
    const path = `${place.path}.${name}`;
    if (Object.hasOwn(PROPERTIES, type)) yield* walk(type, child, { ...place, path }, check);
    if (item === undefined || !Object.hasOwn(PROPERTIES, item)) continue;
    for (const [key, each] of isList(child) ? child.entries() : []) yield* walk(item, each, { ...place, path: `${path}[${key}]` }, check);
  }
}

/** What a value of a type must be, when it is something else. CloudFormation takes a text for a number and a number for a text. */
function mismatch(type: string, value: Json): string | undefined {
  if (value === null) return 'a value: null is none';
  if (type === 'o') return undefined;
  if (type.startsWith('[')) return isList(value) ? undefined : 'a list';
  if (type.startsWith('{') || Object.hasOwn(PROPERTIES, type)) return isObject(value) ? undefined : 'an object';
  if (isList(value) || isObject(value)) return 'a single value';
  if (type === 'n') return Number.isNaN(Number(value)) || value === '' || typeof value === 'boolean' ? 'a number' : undefined;
  if (type === 'b') return ['true', 'false'].includes(String(value)) ? undefined : 'true or false';
  return undefined;
}

function isFunction(value: Json): boolean {
  const entries = entriesOf(value);
  return entries.length === 1 && (entries[0][0] === 'Ref' || entries[0][0].startsWith('Fn::'));
}
