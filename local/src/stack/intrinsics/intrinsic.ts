import { isList, type Json } from '../../assembly/json';
import type { Scope } from '../scope';
import { Unresolvable } from '../unresolvable';

export interface Evaluation {
  readonly scope: Scope;
  /** Resolves an argument. A function decides what to resolve: `Fn::If` must ignore the other branch. */
  readonly evaluate: (value: Json | undefined) => Json | undefined;
}

/** `argument` is unresolved. Undefined stands for `AWS::NoValue`. */
export type Intrinsic = (argument: Json, evaluation: Evaluation) => Json | undefined;

/** The arguments of a function that takes a list of fixed length. */
export function argumentList(argument: Json, shape: string, least: number, most = least): readonly Json[] {
  if (!isList(argument) || argument.length < least || argument.length > most) {
    throw new Unresolvable(`must be ${shape}, got: ${JSON.stringify(argument)}`);
  }
  return argument;
}

export function asText(value: Json | undefined, what: string): string {
  if (typeof value === 'string') return value;
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  throw new Unresolvable(`${what} must be a string, got: ${JSON.stringify(value)}`);
}

export function asNumber(value: Json | undefined, what: string): number {
  const number = typeof value === 'number' ? value : typeof value === 'string' && /^\d+$/.test(value) ? Number(value) : NaN;
  if (!Number.isInteger(number)) throw new Unresolvable(`${what} must be a whole number, got: ${JSON.stringify(value)}`);
  return number;
}

export function asList(value: Json | undefined, what: string): readonly Json[] {
  if (isList(value)) return value;
  throw new Unresolvable(`${what} must be a list, got: ${JSON.stringify(value)}`);
}
