import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { ActionFailure } from '../../model/action-failure';

const PROGRAMS = ['postgres', 'initdb', 'createdb'];
/** Debian keeps them off the PATH, one folder a version. */
const DEBIAN = '/usr/lib/postgresql';

/** The folder with the programs of PostgreSQL: on the PATH, or where Debian has the newest. */
export function postgresPrograms(environment: string, path = process.env.PATH ?? '', debian = DEBIAN): string {
  const versions = existsSync(debian) ? readdirSync(debian).sort((a, b) => Number(b) - Number(a)) : [];
  const folders = [...path.split(':').filter(Boolean), ...versions.map((version) => join(debian, version, 'bin'))];
  const found = folders.find((folder) => PROGRAMS.every((program) => existsSync(join(folder, program))));
  if (found !== undefined) return found;
  throw new ActionFailure(`${environment} uses PostgreSQL, and this machine has none: install it (Debian, Ubuntu: `
    + '`sudo apt-get install postgresql`; its own server need not run), or put `postgres` and `initdb` on the PATH', { environment });
}
