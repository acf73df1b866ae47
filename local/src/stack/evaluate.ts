import { entriesOf, isList, isObject, type Json } from '../assembly/json';
import { CONDITION_FUNCTIONS } from './intrinsics/conditions';
import type { Intrinsic } from './intrinsics/intrinsic';
import { LIST_FUNCTIONS } from './intrinsics/lists';
import { NETWORK_FUNCTIONS } from './intrinsics/network';
import { REFERENCE_FUNCTIONS } from './intrinsics/references';
import { TEXT_FUNCTIONS } from './intrinsics/text';
import type { Scope } from './scope';
import { Unresolvable } from './unresolvable';

const INTRINSICS: ReadonlyMap<string, Intrinsic> = new Map(Object.entries({
  ...REFERENCE_FUNCTIONS, ...CONDITION_FUNCTIONS, ...TEXT_FUNCTIONS, ...LIST_FUNCTIONS, ...NETWORK_FUNCTIONS,
}));

/** Resolves intrinsic functions; returns undefined for `AWS::NoValue`, which removes the property. */
export function evaluate(value: Json | undefined, scope: Scope): Json | undefined {
  if (isList(value)) return evaluateList(value, scope);
  if (!isObject(value)) return value;
  const entries = entriesOf(value);
  const [name] = entries.length === 1 ? entries[0] : [undefined];
  const intrinsic = name === undefined ? undefined : INTRINSICS.get(name);
  if (name !== undefined && intrinsic) {
    return below(name, () => intrinsic(entries[0][1], { scope, evaluate: (inner) => evaluate(inner, scope) }));
  }
  const stray = entries.find(([key]) => key.startsWith('Fn::'));
  if (stray) throw strayFunction(stray[0], entries.length);
  return Object.fromEntries(entries.flatMap(([key, child]) => {
    const resolved = below(key, () => evaluate(child, scope));
    return resolved === undefined ? [] : [[key, resolved]];
  }));
}

function evaluateList(values: readonly Json[], scope: Scope): Json {
  return values.flatMap((child, index) => {
    const resolved = below(index, () => evaluate(child, scope));
    return resolved === undefined ? [] : [resolved];
  });
}

function strayFunction(name: string, siblings: number): Unresolvable {
  if (siblings > 1) return new Unresolvable(`${name} must be the only key of its object`);
  if (name.startsWith('Fn::ForEach')) return new Unresolvable(`${name}: loops of AWS::LanguageExtensions are not supported locally`);
  return new Unresolvable(`unknown intrinsic function ${name}`);
}

function below<T>(key: string | number, work: () => T): T {
  try {
    return work();
  } catch (error) {
    throw error instanceof Unresolvable ? error.below(key) : error;
  }
}
