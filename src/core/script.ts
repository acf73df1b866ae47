import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** The same place seen from `src/core` and from the published `lib/core`. */
const SCRIPTS = join(__dirname, '..', '..', 'provisioning');

/** A script of `provisioning/` without the lines that only people read: user data has room for 16 KB. */
export function readScript(name: string): string {
  return readFileSync(join(SCRIPTS, `${name}.sh`), 'utf8')
    .split('\n')
    .filter((line) => !/^\s*#/.test(line) && line.trim() !== '')
    .join('\n');
}
