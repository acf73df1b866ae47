import { Token } from 'aws-cdk-lib';

/**
 * Error for a prop that cannot work: the prop, the rule, the value and the fix.
 *
 * Not exported: users catch a plain `Error`.
 */
export function misuse(prop: string, rule: string, value: unknown, fix: string): Error {
  return new Error(`\`${prop}\` ${rule}, got: ${shown(value)}; ${fix}`);
}

/** The value as a user would write it: JSON lacks NaN and Infinity, and the text of a token means nothing to a user. */
function shown(value: unknown): string {
  if (typeof value === 'number' && !Token.isUnresolved(value)) return String(value);
  if (value === undefined || typeof value === 'function') return typeof value;
  return Token.isUnresolved(value) ? 'a value that is known only at deployment' : JSON.stringify(value);
}

/** Rejects a value without the expected method, because languages without types let anything through. */
export function requireKind(prop: string, value: object | undefined, member: string, fix: string): void {
  if (typeof value === 'object' && value !== null && member in value) return;
  throw misuse(prop, value === undefined || value === null ? 'must be given' : 'must be created with this library', value, fix);
}

/** Rejects a token where the value shapes the template itself. */
export function requireKnown(prop: string, value: unknown, fix: string): void {
  if (Token.isUnresolved(value)) throw misuse(prop, 'must be known at synthesis', value, fix);
}

/** Rejects anything but a whole number between two bounds. A token is known only at deployment and passes. */
export function requireIntegerWithin(prop: string, value: number, minimum: number, maximum: number, fix: string): void {
  if (Token.isUnresolved(value)) return;
  if (!Number.isInteger(value) || value < minimum || value > maximum) {
    throw misuse(prop, `must be a whole number between ${minimum} and ${maximum}`, value, fix);
  }
}

/** Rejects text that does not match the pattern. A token is known only at deployment and passes. */
export function requirePattern(prop: string, value: string, pattern: RegExp, rule: string, fix: string): void {
  if (Token.isUnresolved(value)) return;
  if (!pattern.test(value)) throw misuse(prop, rule, value, fix);
}
