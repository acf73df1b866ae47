/** A JSON value in a template, a manifest or a metadata block. */
export type Json = string | number | boolean | null | readonly Json[] | JsonObject;
export interface JsonObject { readonly [key: string]: Json | undefined }

/** Deeper documents are rejected when they are read, so that no reader can overflow the stack. */
export const MAXIMUM_DEPTH = 100;

export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

export function isList(value: unknown): value is readonly Json[] {
  return Array.isArray(value);
}

/** An own property of an object; inherited ones such as `constructor` do not count. */
export function member(value: Json | undefined, key: string): Json | undefined {
  return isObject(value) && Object.hasOwn(value, key) ? value[key] : undefined;
}

/** Whether it is an intrinsic function, whose result is only known at deployment. */
export function isFunction(value: Json | undefined): boolean {
  return isObject(value) && Object.keys(value).some((key) => key === 'Ref' || key.startsWith('Fn::'));
}

/** `at(template, 'Resources', 'Fleet', 'Properties', 0)`; undefined if the path does not exist. */
export function at(value: Json | undefined, ...path: readonly (string | number)[]): Json | undefined {
  return path.reduce<Json | undefined>(
    (current, key) => typeof key === 'number' ? (isList(current) ? current[key] : undefined) : member(current, key),
    value,
  );
}

export function objectAt(value: Json | undefined, ...path: readonly (string | number)[]): JsonObject | undefined {
  const found = at(value, ...path);
  return isObject(found) ? found : undefined;
}

export function listAt(value: Json | undefined, ...path: readonly (string | number)[]): readonly Json[] {
  const found = at(value, ...path);
  return isList(found) ? found : [];
}

export function stringAt(value: Json | undefined, ...path: readonly (string | number)[]): string | undefined {
  const found = at(value, ...path);
  return typeof found === 'string' ? found : undefined;
}

/** CloudFormation accepts `"80"` for `80`. */
export function numberAt(value: Json | undefined, ...path: readonly (string | number)[]): number | undefined {
  const found = at(value, ...path);
  if (typeof found === 'number') return found;
  return typeof found === 'string' && /^-?\d+(\.\d+)?$/.test(found) ? Number(found) : undefined;
}

/** CloudFormation accepts `"true"` for `true`. */
export function booleanAt(value: Json | undefined, ...path: readonly (string | number)[]): boolean | undefined {
  const found = at(value, ...path);
  if (typeof found === 'boolean') return found;
  return found === 'true' ? true : found === 'false' ? false : undefined;
}

export function entriesOf(value: Json | undefined): [string, Json][] {
  return isObject(value) ? Object.entries(value).filter((entry): entry is [string, Json] => entry[1] !== undefined) : [];
}

export function isDeeperThan(value: unknown, levels: number): boolean {
  if (typeof value !== 'object' || value === null) return false;
  return levels === 0 || Object.values(value).some((child) => isDeeperThan(child, levels - 1));
}
