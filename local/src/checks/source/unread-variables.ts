import { posix } from 'node:path';
import { installedUnits } from './installed-units';
import type { MadeFiles } from './made-files';
import type { Repository } from './repository';
import type { Revision } from './revision';
import { sourceFinding } from './source-rule';
import type { AppSpec } from '../../codedeploy/agent/appspec/app-spec';
import type { Finding } from '../finding';
import type { GivenFile } from '../request';

const IN_UNIT: Readonly<Record<GivenFile['kind'], (path: string) => string>> = {
  variables: (path) => `write EnvironmentFile=${path}`,
  secrets: (path) => `write ExecStartPre=+/opt/gostyle/read-secrets and EnvironmentFile=-${path}`,
};

/** Finds variables and secrets of environments that neither a unit nor a script of the revision reads. */
export function* checkUnreadVariables(
  repository: Repository, revision: Revision, appSpec: AppSpec, given: readonly GivenFile[], made: MadeFiles,
): Iterable<Finding> {
  const services = (installedUnits(repository, revision, appSpec) ?? []).filter(({ name }) => name.endsWith('.service'));
  const units = services.map(({ path }) => ({ path: path ?? '', text: path === undefined ? undefined : repository.read(path) }));
  const [first] = units;
  if (first === undefined || units.some(({ text }) => text === undefined)) return;
  const reads = (path: string): boolean => units.some(({ text }) => text?.includes(path)) || made.mentions(path);
  for (const { kind, path, names, environment } of given.filter((each) => !reads(each.path))) {
    const line = (first.text ?? '').split('\n').findIndex((each) => each.trim() === '[Service]') + 1;
    yield sourceFinding('unit.environment-unread', first.path, Math.max(1, line), {
      severity: 'warning',
      message: `the application gets no ${kind} of ${environment}, because no unit and no script of the revision reads ${path}`,
      value: names.join(', '),
      fix: `${IN_UNIT[kind](path)} in [Service] of ${posix.basename(first.path)}`,
    });
  }
}
