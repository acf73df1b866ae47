import { posix } from 'node:path';
import { clean, type Repository } from './repository';
import type { Revision } from './revision';
import type { AppSpec } from '../../codedeploy/agent/appspec/app-spec';

export const UNIT_FOLDER = /\/systemd\/system\b/;

/** A unit file that the AppSpec's `files` installs into a unit folder. */
export interface InstalledUnit {
  readonly name: string;
  /** Its path in the repository; undefined if the build creates it. */
  readonly path?: string;
}

/** Undefined if the build creates a folder of units. */
export function installedUnits(repository: Repository, revision: Revision, { files }: AppSpec): InstalledUnit[] | undefined {
  const units: InstalledUnit[] = [];
  for (const { source, destination } of files) {
    if (typeof destination !== 'string' || typeof source !== 'string' || !UNIT_FOLDER.test(destination)) continue;
    const entry = revision.entry(source);
    const path = 'path' in entry ? entry.path : undefined;
    if (revision.copiesFile(source)) {
      units.push({ name: posix.basename(source), ...path !== undefined && { path } });
    } else if (path !== undefined && repository.isDirectory(path)) {
      units.push(...repository.namesIn(path).map((name) => ({ name, path: clean(`${path}/${name}`) })));
    } else {
      return undefined;
    }
  }
  return units;
}
