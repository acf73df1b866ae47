import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** The same path from `src/core` and from the published `lib/core`. */
const SCRIPTS = join(__dirname, '..', '..', 'provisioning');

/** Absolute path of a script of `provisioning/`. */
export function provisioningScript(name: string): string {
  return join(SCRIPTS, `${name}.sh`);
}

/** Absolute path of a script that installs a kind of provisioning. */
export function partScript(name: string): string {
  return join(SCRIPTS, 'parts', `${name}.sh`);
}

/** Absolute path of a script that bakes or tests a machine image. */
export function bakingScript(name: string): string {
  return join(SCRIPTS, 'baking', `${name}.sh`);
}

/** A script without its comments, because user data is limited to 16 KB. */
export function readScript(path: string): string {
  return readFileSync(path, 'utf8')
    .split('\n')
    .filter((line) => !/^\s*#/.test(line) && line.trim() !== '')
    .join('\n');
}
