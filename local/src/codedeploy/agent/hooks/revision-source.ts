import { existsSync } from 'node:fs';
import { join } from 'node:path';

type Revision = 'own' | 'last-successful' | 'most-recent';

const STOP_SIDE: Readonly<Record<string, Revision>> = {
  BeforeBlockTraffic: 'last-successful',
  AfterBlockTraffic: 'last-successful',
  ApplicationStop: 'last-successful',
};

const BLUE_GREEN_ROLLBACK: Readonly<Record<string, Revision>> = {
  BeforeBlockTraffic: 'most-recent',
  AfterBlockTraffic: 'most-recent',
  ApplicationStop: 'last-successful',
  BeforeAllowTraffic: 'last-successful',
  AfterAllowTraffic: 'last-successful',
};

export interface RevisionDirectories {
  readonly own: string;
  readonly lastSuccessful: string | undefined;
  readonly mostRecent: string | undefined;
}

/**
 * The revision whose scripts an event runs: the stop events use the installed one, all others the one being deployed. Once the deployment
 * has unpacked its own archive, it always uses that.
 */
export function revisionFor(event: string, isBlueGreenRollback: boolean, directories: RevisionDirectories): string | undefined {
  const revision = (isBlueGreenRollback ? BLUE_GREEN_ROLLBACK : STOP_SIDE)[event] ?? 'own';
  if (revision === 'own' || existsSync(join(directories.own, 'deployment-archive'))) return directories.own;
  return revision === 'last-successful' ? directories.lastSuccessful : directories.mostRecent;
}
