import { Token } from 'aws-cdk-lib';

/**
 * The error of a prop that cannot work: where, the rule, the value, and the fix.
 *
 * Not exported: users catch a plain `Error`.
 */
export function misuse(prop: string, rule: string, value: unknown, fix: string): Error {
  return new Error(`\`${prop}\` ${rule}, got: ${JSON.stringify(value)}; ${fix}`);
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
