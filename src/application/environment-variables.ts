import { misuse, requirePattern } from '../core/misuse';
import { requireNoSecret } from '../core/no-secret';

/** Variables that the library sets. */
const RESERVED = ['PORT', 'HOST', 'HEALTH_CHECK_PATH'];

/** Rejects names and values that an environment file cannot hold. */
export function requireEnvironmentVariables(prop: string, variables: { [name: string]: string }): void {
  for (const [name, value] of Object.entries(variables)) {
    requirePattern(`${prop}.${name}`, name, /^[A-Za-z_][A-Za-z0-9_]*$/, 'must be named with letters, digits and underscores', 'rename it');
    if (RESERVED.includes(name)) throw misuse(`${prop}.${name}`, 'is set by the library', value, 'leave it out');
    // `process.env.NAME!` may be undefined.
    if (typeof value !== 'string') throw misuse(`${prop}.${name}`, 'must be text', value, 'write it, or leave it out');
    requirePattern(`${prop}.${name}`, value, /^[^\r\n]*$/, 'must be one line', 'read longer values when the application starts');
    requireNoSecret(`${prop}.${name}`, value, name);
  }
}
