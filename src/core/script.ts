import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** The same place seen from `src/core` and from the published `lib/core`. */
const SCRIPTS = join(__dirname, '..', '..', 'provisioning');

/** Absolute path of a script of `provisioning/`. */
export function provisioningScript(name: string): string {
  return join(SCRIPTS, `${name}.sh`);
}

/** Absolute path of a script that a part of provisioning brings. */
export function partScript(name: string): string {
  return join(SCRIPTS, 'parts', `${name}.sh`);
}

/** Absolute path of a script that bakes or tests a machine image. */
export function bakingScript(name: string): string {
  return join(SCRIPTS, 'baking', `${name}.sh`);
}

/** A script without the lines that only people read: user data has room for 16 KB. */
export function readScript(path: string): string {
  return readFileSync(path, 'utf8')
    .split('\n')
    .filter((line) => !/^\s*#/.test(line) && line.trim() !== '')
    .join('\n');
}
