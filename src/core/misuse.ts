import { Token } from 'aws-cdk-lib';

/**
 * The error of a prop that cannot work: where, the rule, the value, and the fix.
 *
 * Not exported: users catch a plain `Error`.
 */
export function misuse(prop: string, rule: string, value: unknown, fix: string): Error {
  return new Error(`\`${prop}\` ${rule}, got: ${shown(value)}; ${fix}`);
}

/** As somebody would write it: JSON has neither NaN nor Infinity, and a token is nothing that anybody wrote. */
function shown(value: unknown): string {
  if (typeof value === 'number' && !Token.isUnresolved(value)) return String(value);
  if (value === undefined || typeof value === 'function') return typeof value;
  return Token.isUnresolved(value) ? 'a value that is known only at deployment' : JSON.stringify(value);
}

/** Refuses what has none of the methods that are needed of it: languages without types let anything through. */
export function requireKind(prop: string, value: object | undefined, member: string, fix: string): void {
  if (typeof value === 'object' && value !== null && member in value) return;
  throw misuse(prop, value === undefined || value === null ? 'must be given' : 'must be made by this library', value, fix);
}

/** Refuses what decides about the template itself, and is known only at deployment. */
export function requireKnown(prop: string, value: unknown, fix: string): void {
  if (Token.isUnresolved(value)) throw misuse(prop, 'must be known at synthesis', value, fix);
}

/** Refuses what is not a whole number between two bounds. A token is only known at deployment and passes. */
export function requireIntegerWithin(prop: string, value: number, minimum: number, maximum: number, fix: string): void {
  if (Token.isUnresolved(value)) return;
  if (!Number.isInteger(value) || value < minimum || value > maximum) {
    throw misuse(prop, `must be a whole number between ${minimum} and ${maximum}`, value, fix);
  }
}

/** Refuses text that does not match the pattern. A token is only known at deployment and passes. */
export function requirePattern(prop: string, value: string, pattern: RegExp, rule: string, fix: string): void {
  if (Token.isUnresolved(value)) return;
  if (!pattern.test(value)) throw misuse(prop, rule, value, fix);
}
