import { isList, isObject, type Json, type JsonObject } from '../../../local/src/assembly/json';

/** One possible mistake at one place of a template. */
export interface SeededDefect {
  readonly stack: string;
  readonly logicalId: string;
  readonly type: string;
  /** Without list indexes: `Properties.Stages[].Name`. The same mistake is not repeated in other resources of the type. */
  readonly place: string;
  readonly kind: string;
  readonly defective: JsonObject;
}

type Documents = ReadonlyMap<string, JsonObject>;
type Path = readonly string[];

/** Replaces a value; undefined removes it. */
interface Change {
  readonly kind: string;
  readonly path: Path;
  readonly value: Json | undefined;
}

/** Each property of each resource type once: deleted, misspelt, of the wrong type, with an invalid word, with a dangling reference. */
export function seededDefects(documents: Documents): SeededDefect[] {
  const defects = new Map<string, SeededDefect>();
  for (const [stack, document] of documents) {
    for (const [logicalId, resource] of Object.entries(document.Resources as Record<string, JsonObject>)) {
      for (const { kind, path, value } of changesBelow(resource.Properties, ['Properties'])) {
        const type = String(resource.Type);
        const place = path.join('.').replaceAll(/\.\d+/g, '[]');
        const name = `${type} ${place}: ${kind}`;
        if (defects.has(name)) continue;
        defects.set(name, { stack, logicalId, type, place, kind, defective: replaced(resource, path, value) as JsonObject });
      }
    }
  }
  return [...defects.values()];
}

function* changesBelow(value: Json | undefined, path: Path): Iterable<Change> {
  if (value === undefined) return;
  const reference = referenceIn(value);
  if (reference !== undefined) {
    yield* reference.map(([kind, dangling]) => ({ kind, path, value: dangling }));
    return;
  }
  if (isFunction(value)) return;
  yield* wrongValues(value).map(([kind, wrong]) => ({ kind, path, value: wrong }));
  if (isList(value)) for (const [index, item] of value.entries()) yield* changesBelow(item, [...path, String(index)]);
  if (!isObject(value)) return;
  for (const [key, child] of Object.entries(value)) {
    yield { kind: 'deleted', path: [...path, key], value: undefined };
    yield { kind: 'misspelt', path, value: Object.fromEntries(Object.entries(value).map(([name, item]) => [name === key ? `${key}s` : name, item])) };
    yield* changesBelow(child, [...path, key]);
  }
}

function wrongValues(value: Json): [kind: string, wrong: Json][] {
  if (isList(value)) return [['a text for a list', 'one'], ['an empty list', []]];
  if (isObject(value)) return [['a text for an object', 'one']];
  const wrong: [string, Json][] = [['an object for a value', { key: 'value' }], ['a list for a value', ['value']]];
  if (typeof value === 'number') return [...wrong, ['a text for a number', 'many'], ['a negative number', -1], ['a huge number', 1e12]];
  if (typeof value === 'boolean') return [...wrong, ['a text for a truth', 'maybe']];
  return [...wrong, ['a word that is none', `${String(value)}x`], ['an empty text', '']];
}

function referenceIn(value: Json): [kind: string, dangling: Json][] | undefined {
  if (!isObject(value)) return undefined;
  if (typeof value.Ref === 'string') return [['a reference to nothing', { Ref: 'Nowhere' }]];
  const attribute = value['Fn::GetAtt'];
  if (!isList(attribute)) return undefined;
  return [
    ['a reference to nothing', { 'Fn::GetAtt': ['Nowhere', attribute[1]] }],
    ['an attribute that is none', { 'Fn::GetAtt': [attribute[0], 'Nothing'] }],
  ];
}

function isFunction(value: Json): boolean {
  return isObject(value) && Object.keys(value).some((key) => key.startsWith('Fn::'));
}

function replaced(value: Json | undefined, [step, ...rest]: Path, by: Json | undefined): Json | undefined {
  if (step === undefined) return by;
  if (isList(value)) return value.map((item, index) => String(index) === step ? replaced(item, rest, by) ?? null : item);
  if (!isObject(value)) return value;
  return Object.fromEntries(Object.entries(value).flatMap(([key, child]) => {
    const next = key === step ? replaced(child, rest, by) : child;
    return next === undefined ? [] : [[key, next]];
  }));
}
