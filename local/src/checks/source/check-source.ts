import { statSync } from 'node:fs';
import { checkAppSpec } from './appspec-checks';
import { checkYamlVersions } from './appspec-yaml-versions';
import { checkBuildspec } from './buildspec-checks';
import { clean, Repository } from './repository';
import { Revision } from './revision';
import { sourceFinding } from './source-rule';
import { checkUnitReload } from './unit-reload-checks';
import { COMMAND_PHASES, type ArtifactSpec, type Buildspec } from '../../codebuild/buildspec';
import { UserError } from '../../messages/user-error';
import type { Finding } from '../finding';
import type { SourceRequest } from '../request';

const DEFAULT_BUILDSPEC = 'buildspec.yml';
const APPSPEC = 'appspec.yml';

/** `buildspec.yml`, `appspec.yml` and the hook scripts of a repository, against each other. */
export function checkSource(request: SourceRequest): Finding[] {
  if (!statSync(request.directory, { throwIfNoEntry: false })?.isDirectory()) {
    throw new UserError(`source directory ${request.directory} does not exist`);
  }
  const repository = new Repository(request.directory);
  const file = clean(request.buildspec ?? DEFAULT_BUILDSPEC);
  const { findings, buildspec } = checkBuildspec(repository, file, request);
  return [...findings, ...checkRevision(repository, buildspec, file, request)];
}

/** The AppSpec and what is beside it, in the artifact that CodeDeploy is given. */
function* checkRevision(repository: Repository, buildspec: Buildspec | undefined, file: string, request: SourceRequest): Iterable<Finding> {
  const spec = buildspec && revisionOf(buildspec, request);
  const revision = new Revision(repository, spec, buildspec ? commandsOf(buildspec) : '');
  const path = appSpecPath(repository, spec);
  if (path === undefined) {
    const wrong = ['appspec.yaml', 'AppSpec.yml', 'appspec.json'].find((name) => repository.isFile(name));
    const fix = wrong ? `rename it to ${APPSPEC}` : 'add it';
    const message = 'CodeDeploy needs an appspec.yml at the root of the revision';
    yield sourceFinding('appspec.missing', wrong ?? APPSPEC, 1, { message, value: wrong, fix });
    return;
  }
  const presence = revision.file(APPSPEC);
  if (spec && presence.status === 'missing') {
    const message = `the revision must have appspec.yml at its root: ${presence.why}`;
    yield sourceFinding('appspec.not-in-revision', file, spec.line, { message, fix: 'add appspec.yml to the files of the artifact' });
  }
  yield* checkYamlVersions(repository.read(path) ?? '', path);
  yield* checkAppSpec(repository, path, revision);
  yield* checkUnitReload(repository, revision, path);
}

/** The artifact that is deployed: the one that the request names, `Application`, or the only one. */
function revisionOf({ artifacts, secondaryArtifacts }: Buildspec, { revision }: SourceRequest): ArtifactSpec | undefined {
  const names = Object.keys(secondaryArtifacts);
  const name = revision ?? (names.includes('Application') ? 'Application' : names.length === 1 ? names[0] : undefined);
  const named = name !== undefined && Object.hasOwn(secondaryArtifacts, name) ? secondaryArtifacts[name] : undefined;
  const withAppSpec = Object.values(secondaryArtifacts).find((spec) => spec.files.some((path) => clean(path) === APPSPEC));
  return named ?? withAppSpec ?? (artifacts && artifacts.files.length > 0 ? artifacts : undefined);
}

function appSpecPath(repository: Repository, spec: ArtifactSpec | undefined): string | undefined {
  const base = clean(`${spec?.baseDirectory ?? '.'}/${APPSPEC}`);
  return [base, APPSPEC].find((path) => repository.isFile(path));
}

function commandsOf({ phases }: Buildspec): string {
  return COMMAND_PHASES.flatMap((name) => [...phases[name]?.commands ?? [], ...phases[name]?.finally ?? []]).map(({ text }) => text).join('\n');
}
