import { misuse, requirePattern } from '../core/misuse';
import { requireGivenName } from '../core/names';
import { requirePlain } from '../core/no-secret';

/** Variables that the library sets. */
const RESERVED = ['PORT', 'HOST', 'HEALTH_CHECK_PATH'];

/** Rejects names of secrets that an environment file cannot hold, or that decide what runs. */
export function requireSecretVariables(prop: string, names: readonly string[]): void {
  for (const name of names) {
    requireGivenName(`${prop}.${name}`, name, true);
    if (RESERVED.includes(name)) throw misuse(`${prop}.${name}`, 'is set by the library', name, 'rename it');
  }
}

/** Rejects names and values that an environment file cannot hold. */
export function requireEnvironmentVariables(prop: string, variables: { [name: string]: string }): void {
  for (const [name, value] of Object.entries(variables)) {
    requireGivenName(`${prop}.${name}`, name);
    if (RESERVED.includes(name)) throw misuse(`${prop}.${name}`, 'is set by the library', value, 'leave it out');
    // `process.env.NAME!` may be undefined.
    if (typeof value !== 'string') throw misuse(`${prop}.${name}`, 'must be text', value, 'write it, or leave it out');
    requirePattern(`${prop}.${name}`, value, /^[^\r\n]*$/, 'must be one line', 'read longer values when the application starts');
    requirePlain(`${prop}.${name}`, value, name);
  }
}
