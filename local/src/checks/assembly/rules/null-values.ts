import { isList, isObject, type Json } from '../../../assembly/json';
import type { Problem, Rule, Subject } from '../rule';
import { templateRule, type TemplatePart } from '../template-parts';

export const NULL_VALUE_RULES: readonly Rule[] = [
  templateRule('template.null', nullValues),
];

/** CloudFormation rejects the whole template: "Null values are not allowed in templates". */
function* nullValues(_subject: Subject, { owner, path, value }: TemplatePart): Iterable<Problem> {
  if (!hasNull(value)) return;
  for (const place of nullsIn(value, path)) {
    yield { logicalId: owner, path: place, message: 'null is not a valid value', fix: 'remove the key, or give it a value' };
  }
}

function hasNull(value: Json | undefined): boolean {
  return value === null || (typeof value === 'object' && Object.values(value).some(hasNull));
}

function* nullsIn(value: Json | undefined, path: string): Iterable<string> {
  if (value === null) yield path;
  if (isList(value)) for (const [index, item] of value.entries()) yield* nullsIn(item, `${path}[${index}]`);
  if (isObject(value)) for (const [key, child] of Object.entries(value)) yield* nullsIn(child, `${path}.${key}`);
}
