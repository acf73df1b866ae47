import { statSync } from 'node:fs';
import { checkAppSpec } from './appspec-checks';
import { otherBuildText, resolvedArtifact, resolvedPath } from './build-paths';
import { checkBuildspec } from './buildspec-checks';
import { checkDockerfile } from './dockerfile-checks';
import { checkFunctionSize } from './function-size';
import { clean, Repository } from './repository';
import { Revision } from './revision';
import { sourceFinding } from './source-rule';
import { checkStartScript } from './start-script-checks';
import { COMMAND_PHASES, type ArtifactSpec, type Buildspec } from '../../codebuild/buildspec';
import { UserError } from '../../messages/user-error';
import type { CheckResult, Finding } from '../finding';
import type { SourceRequest } from '../request';

const BUILDSPECS = ['buildspec.yml', 'buildspec.yaml'];
const APPSPEC = 'appspec.yml';
const MISNAMED = ['appspec.yaml', 'AppSpec.yml', 'appspec.json'];

/** Checks `buildspec.yml`, `appspec.yml` and hook scripts of a repository against each other. */
export function checkSource(request: SourceRequest): CheckResult {
  if (!statSync(request.directory, { throwIfNoEntry: false })?.isDirectory()) {
    throw new UserError(`source directory ${request.directory} does not exist; correct the path`);
  }
  const repository = new Repository(request.directory);
  const images = (request.dockerfiles ?? []).flatMap((dockerfile) => [...checkDockerfile(repository, dockerfile)]);
  const { findings, notChecked } = checkBuild(repository, request);
  return { findings: [...findings, ...images], notChecked };
}

function checkBuild(repository: Repository, request: SourceRequest): CheckResult {
  const file = buildspecOf(repository, request);
  if (file === undefined) {
    const revision = checkRevision({ repository, file: BUILDSPECS[0], request });
    return { findings: revision.findings, notChecked: [`${BUILDSPECS[0]} not checked: the repository does not have one`, ...revision.notChecked] };
  }
  const { findings, buildspec } = checkBuildspec(repository, file, request);
  const revision = checkRevision({ repository, buildspec, file, request });
  const spec = request.lambda && buildspec ? revisionOf(buildspec, request) : undefined;
  const size = spec && buildspec ? [...checkFunctionSize(repository.root, file, spec, buildspec)] : [];
  const scripts = startScripts({ repository, buildspec, file, request });
  return { findings: [...findings, ...revision.findings, ...size, ...scripts], notChecked: revision.notChecked };
}

function startScripts(built: Built): Finding[] {
  const { repository, buildspec, request } = built;
  const making = makingOf(built, buildspec && revisionOf(buildspec, request));
  return [...new Set(request.startScripts)].flatMap((path) => (
    [...checkStartScript(repository, new Revision(repository, making), path, /\bchmod\b|\binstall -\w*m/.test(making.commands))]));
}

/** The buildspec that the request names, or the repository's default one, which is optional. */
function buildspecOf(repository: Repository, { buildspec, artifacts }: SourceRequest): string | undefined {
  if (buildspec !== undefined) return clean(buildspec);
  return BUILDSPECS.find((name) => repository.isFile(name)) ?? (artifacts === undefined ? undefined : BUILDSPECS[0]);
}

interface Built {
  readonly repository: Repository;
  readonly buildspec?: Buildspec;
  readonly file: string;
  readonly request: SourceRequest;
}

/** Checks the AppSpec and the files beside it, in the artifact that CodeDeploy receives. */
function checkRevision(built: Built): CheckResult {
  const { repository, buildspec, file, request } = built;
  // Without a pipeline it is not known what is deployed: the build may produce something else, and the repository itself may be the
  // revision.
  const deployed = request.codeDeploy ?? (request.revision !== undefined || request.artifacts !== undefined);
  if (request.codeDeploy === false) return { findings: [], notChecked: [] };
  const spec = buildspec && revisionOf(buildspec, request);
  const path = appSpecPath(repository, buildspec, spec);
  if (path === undefined && deployed) return { findings: [noAppSpec(repository)], notChecked: [] };
  if (path === undefined) return { findings: [], notChecked: [withoutAppSpec(repository)] };
  const artifact = new Revision(repository, makingOf(built, spec));
  const presence = artifact.file(APPSPEC);
  const isRevision = spec === undefined || presence.status !== 'missing';
  const revision = isRevision || deployed ? artifact : new Revision(repository, makingOf(built, undefined));
  const checked = checkAppSpec({ repository, path, revision, forInstances: deployed, given: request.given ?? [] });
  return { ...checked, findings: [...isRevision || !spec ? [] : [notInRevision(file, spec, deployed)], ...checked.findings] };
}

function makingOf({ repository, buildspec }: Built, spec: ArtifactSpec | undefined): ConstructorParameters<typeof Revision>[1] {
  const commands = [buildspec ? commandsOf(buildspec) : '', otherBuildText(repository)].join('\n');
  if (!buildspec || !spec) return { base: '.', commands, hasBuild: buildspec !== undefined };
  const resolved = resolvedArtifact(spec, buildspec);
  const base = resolved.complete ? resolvedPath(spec.baseDirectory ?? '.', buildspec) : undefined;
  return { spec: resolved.spec, base, commands, hasBuild: true };
}

function noAppSpec(repository: Repository): Finding {
  const wrong = MISNAMED.find((name) => repository.isFile(name));
  return sourceFinding('appspec.missing', wrong ?? APPSPEC, 1, {
    message: 'CodeDeploy needs an appspec.yml at the root of the revision', value: wrong, fix: wrong ? `rename it to ${APPSPEC}` : 'add it',
  });
}

function withoutAppSpec(repository: Repository): string {
  const wrong = MISNAMED.find((name) => repository.isFile(name));
  if (wrong === undefined) return `${APPSPEC} not checked: the repository does not have one`;
  return `${APPSPEC} not checked: the repository has ${wrong}, which CodeDeploy only finds if a deployment to ECS or Lambda names it`;
}

function notInRevision(file: string, spec: ArtifactSpec, deployed: boolean): Finding {
  return sourceFinding('appspec.not-in-revision', file, spec.line, {
    severity: deployed ? 'error' : 'warning',
    message: 'the build artifact does not include appspec.yml, which a revision must have at its root',
    fix: 'add appspec.yml to the files of the artifact',
  });
}

/** The deployed artifact: the one in the request, `Application`, or the only one. */
function revisionOf({ artifacts, secondaryArtifacts }: Buildspec, { revision }: SourceRequest): ArtifactSpec | undefined {
  const names = Object.keys(secondaryArtifacts);
  const name = revision ?? (names.includes('Application') ? 'Application' : names.length === 1 ? names[0] : undefined);
  const named = name !== undefined && Object.hasOwn(secondaryArtifacts, name) ? secondaryArtifacts[name] : undefined;
  const withAppSpec = Object.values(secondaryArtifacts).find((spec) => spec.files.some((path) => clean(path) === APPSPEC));
  return named ?? withAppSpec ?? (artifacts && artifacts.files.length > 0 ? artifacts : undefined);
}

/** In the artifact's base directory, at the root, or in the only folder that contains one, from which the build copies it. */
function appSpecPath(repository: Repository, buildspec: Buildspec | undefined, spec: ArtifactSpec | undefined): string | undefined {
  const base = buildspec && spec?.baseDirectory !== undefined ? resolvedPath(spec.baseDirectory, buildspec) ?? '.' : '.';
  const found = [clean(`${base}/${APPSPEC}`), APPSPEC].find((path) => repository.isFile(path));
  if (found !== undefined || !buildspec) return found;
  const elsewhere = repository.filesNamed(APPSPEC);
  const copied = elsewhere.filter((path) => commandsOf(buildspec).includes(path) || spec?.discardPaths);
  return copied.length === 1 ? copied[0] : undefined;
}

function commandsOf({ phases }: Buildspec): string {
  return COMMAND_PHASES.flatMap((name) => [...phases[name]?.commands ?? [], ...phases[name]?.finally ?? []]).map(({ text }) => text).join('\n');
}
