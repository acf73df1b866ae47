import { posix } from 'node:path';
import type { ApplicationConfig } from './application-config';

/**
 * Shell commands after which Python finds the packages that a revision brings, as it does on a host by the unit. What the environment names itself
 * comes first.
 *
 * @param revision where the revision is, as a shell expands it
 */
export function findPackages({ runtime, directory }: ApplicationConfig, revision: string): string[] {
  if (runtime.name !== 'Python') return [];
  const packages = posix.join(revision, directory, 'packages');
  return [`export PYTHONPATH="\${PYTHONPATH:+$PYTHONPATH:}${packages}"`];
}
