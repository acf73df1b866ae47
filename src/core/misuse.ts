import { Duration, Token } from 'aws-cdk-lib';
import { withoutSecrets } from './secret-values';

/**
 * Error for a prop that cannot work: the prop, the rule, the value and the fix.
 *
 * Not exported: users catch a plain `Error`.
 */
export function misuse(prop: string, rule: string, value: unknown, fix: string): Error {
  return new Error(`${withoutSecrets(`\`${prop}\` ${rule}, got: ${shown(value)}`)}; ${fix}`);
}

const JSII = Symbol.for('jsii.rtti');

/** The value as a user would write it: JSON lacks NaN and Infinity, and the text of a token means nothing to a user. */
function shown(value: unknown): string {
  if (typeof value === 'number' && !Token.isUnresolved(value)) return String(value);
  if (typeof value === 'object' && value !== null && !isWritten(value) && !isToken(value)) return kindOf(value);
  if (value === undefined || typeof value === 'function' || typeof value === 'symbol') return typeof value;
  return isToken(value) ? 'a value that is known only at deployment' : JSON.stringify(value, (_name, each: unknown) => inJson(each));
}

/** What a construct refers to is the whole app, and would not end. */
function inJson(value: unknown): unknown {
  if (typeof value === 'bigint') return String(value);
  return typeof value === 'object' && value !== null && !isWritten(value) ? kindOf(value) : value;
}

/** Whether it is written out in code, and not made by a class. */
export function isWritten(value: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(value);
  return Array.isArray(value) || prototype === Object.prototype || prototype === null;
}

/** The name of its class as documentation has it: that of the compiled class may have a number at its end. */
function kindOf({ constructor }: object): string {
  const { fqn } = (constructor as { [JSII]?: { readonly fqn: string } })[JSII] ?? { fqn: constructor.name };
  const name = fqn.split('.').at(-1)!;
  return `${/^[AEIO]/.test(name) ? 'an' : 'a'} ${name}`;
}

/** Rejects a token where the value shapes the template itself. */
export function requireKnown(prop: string, value: unknown, fix: string): void {
  if (isToken(value)) throw misuse(prop, 'must be known at synthesis', value, fix);
}

function isToken(value: unknown): boolean {
  return Token.isUnresolved(value) || value instanceof Duration && value.isUnresolved();
}

/** Rejects anything but a whole number between two bounds, and a token: others are computed with it, such as costs, alarms and other bounds. */
export function requireIntegerWithin(prop: string, value: number, minimum: number, maximum: number, fix: string): void {
  requireKnown(prop, value, fix);
  if (!Number.isInteger(value) || value < minimum || value > maximum) {
    throw misuse(prop, `must be a whole number between ${minimum} and ${maximum}`, value, fix);
  }
}

interface DurationRange {
  readonly unit: 'days' | 'seconds';
  readonly minimum: number;
  readonly maximum: number;
  /** What it is without the prop, perhaps in production only. */
  readonly standard: number;
  readonly where?: string;
}

/** Rejects anything but whole days, or seconds, between two bounds, and a token. */
export function requireDurationWithin(prop: string, duration: Duration, range: DurationRange): void {
  const { unit, minimum, maximum, standard, where } = range;
  const fix = ['leave it out for', standard, unit, ...where === undefined ? [] : [where]].join(' ');
  requireKnown(prop, duration, fix);
  const amount = unit === 'days' ? duration.toDays({ integral: false }) : duration.toSeconds({ integral: false });
  if (Number.isInteger(amount) && amount >= minimum && amount <= maximum) return;
  throw misuse(prop, `must be ${minimum} to ${maximum} whole ${unit}`, duration.toHumanString(), fix);
}

/** Rejects text that does not match the pattern. A token is known only at deployment and passes. */
export function requirePattern(prop: string, value: string, pattern: RegExp, rule: string, fix: string): void {
  if (Token.isUnresolved(value)) return;
  if (!pattern.test(value)) throw misuse(prop, rule, value, fix);
}
