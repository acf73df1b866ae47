import { posix } from 'node:path';
import type { Repository } from './repository';
import { isTooDeep, sourceFinding } from './source-rule';
import { COMMAND_PHASES, type ArtifactSpec, type Buildspec, type Command } from '../../codebuild/buildspec';
import { parseBuildspec } from '../../codebuild/parse-buildspec';
import { BuildspecError } from '../../codebuild/yaml-value';
import type { Finding } from '../finding';
import type { SourceRequest } from '../request';

const SECRET_NAME = /(^|_)(PASSWORD|PASSWD|SECRET|TOKEN|PRIVATE_KEY|ACCESS_KEY(_ID)?|API_?KEY)$/i;

export interface CheckedBuildspec {
  readonly findings: readonly Finding[];
  readonly buildspec?: Buildspec;
}

/** `buildspec.yml` by itself, and against what the pipeline expects of it. */
export function checkBuildspec(repository: Repository, file: string, request: SourceRequest): CheckedBuildspec {
  const text = repository.read(file);
  if (text === undefined) {
    return { findings: [sourceFinding('buildspec.missing', file, 1, { message: 'the repository must have the buildspec that the pipeline builds with', value: file, fix: 'add it, or name another one' })] };
  }
  const parsed = parse(text, file);
  if ('finding' in parsed) return { findings: [parsed.finding] };
  const { buildspec } = parsed;
  const findings = [
    ...buildspec.warnings.map(({ line, message }) => sourceFinding('buildspec.ignored', file, line, { severity: 'warning', message, fix: 'remove it, or correct its name' })),
    ...expectedArtifacts(buildspec, file, request),
    ...usedVariables(buildspec, file, request),
    ...artifactSelections(buildspec, file),
    ...phases(buildspec, file),
    ...secrets(buildspec, text, file),
    ...scripts(buildspec, repository, file),
  ];
  return { findings, buildspec };
}

function parse(text: string, file: string): { readonly buildspec: Buildspec } | { readonly finding: Finding } {
  try {
    return { buildspec: parseBuildspec(text) };
  } catch (error) {
    if (error instanceof BuildspecError) {
      return { finding: sourceFinding('buildspec.grammar', file, error.line, { message: `CodeBuild refuses it: ${error.message}`, fix: 'correct it as the buildspec reference says' }) };
    }
    if (!isTooDeep(error)) throw error;
    return { finding: sourceFinding('buildspec.grammar', file, 1, { message: 'it is nested too deep to be read', fix: 'write a buildspec' }) };
  }
}

/** With more than one output artifact, CodePipeline takes the secondary artifacts that have their names. */
function* expectedArtifacts({ artifacts, secondaryArtifacts }: Buildspec, file: string, request: SourceRequest): Iterable<Finding> {
  const { artifacts: expected = [] } = request;
  const made = Object.keys(secondaryArtifacts);
  const line = artifacts?.line ?? 1;
  if (expected.length === 1 && made.length === 0) {
    if (!artifacts || artifacts.files.length === 0) yield sourceFinding('buildspec.artifact', file, line, { message: 'the pipeline expects an artifact', value: expected[0], fix: 'add artifacts with files' });
    return;
  }
  for (const name of expected.filter((each) => !made.includes(each))) {
    yield sourceFinding('buildspec.artifact', file, line, { message: `the pipeline expects the artifact ${name}, and the build makes ${made.join(', ') || 'none'}`, value: made.join(', '), fix: `add ${name} to artifacts/secondary-artifacts` });
  }
  if (expected.length === 0) return;
  for (const name of made.filter((each) => !expected.includes(each))) {
    yield sourceFinding('buildspec.artifact', file, secondaryArtifacts[name].line, { severity: 'warning', message: 'the pipeline does not take this artifact', value: name, fix: `remove it, or give it one of the names ${expected.join(', ')}` });
  }
}

/** An action that uses a variable which the build does not export fails. */
function* usedVariables({ env: { exportedVariables } }: Buildspec, file: string, { variables = [] }: SourceRequest): Iterable<Finding> {
  for (const name of variables.filter((each) => !exportedVariables.includes(each))) {
    yield sourceFinding('buildspec.exported-variables', file, 1, { message: `the pipeline uses the variable ${name}, which the build does not export`, value: exportedVariables.join(', '), fix: `add ${name} to env/exported-variables, and set it in a phase` });
  }
}

function* artifactSelections({ artifacts, secondaryArtifacts }: Buildspec, file: string): Iterable<Finding> {
  const specs: [string, ArtifactSpec][] = Object.entries(secondaryArtifacts);
  if (artifacts && artifacts.files.length > 0) specs.push(['artifacts', artifacts]);
  for (const [name, spec] of specs) {
    if (spec.files.length === 0) yield sourceFinding('buildspec.artifact-files', file, spec.line, { message: `the artifact ${name} takes no file, and the upload fails`, fix: 'add files' });
    for (const path of spec.files.filter((each) => posix.normalize(each).startsWith('../'))) {
      yield sourceFinding('buildspec.artifact-files', file, spec.line, { message: 'an artifact cannot take what is outside of its base directory', value: path, fix: 'change base-directory' });
    }
  }
  if (artifacts && artifacts.files.length === 0 && specs.length === 0) yield sourceFinding('buildspec.artifact-files', file, artifacts.line, { message: 'artifacts without files take nothing, and the upload fails', fix: 'add files, or remove artifacts' });
}

function* phases(buildspec: Buildspec, file: string): Iterable<Finding> {
  const used = COMMAND_PHASES.flatMap((name) => buildspec.phases[name] ?? []);
  if (!used.some(({ commands }) => commands.length > 0)) yield sourceFinding('buildspec.no-commands', file, used[0]?.line ?? 1, { message: 'the build does nothing: no phase has a command', fix: 'add commands to the phase build' });
  const { build, post_build: after } = buildspec.phases;
  if (after && build && after.commands.length > 0 && buildspec.version === '0.1') {
    yield sourceFinding('buildspec.version', file, 1, { severity: 'warning', message: 'in version 0.1 each command forgets what the one before has set', value: '0.1', fix: 'write version: 0.2' });
  }
  for (const { commands } of used) {
    for (const command of commands.filter(({ text }) => text.trim() === '')) yield sourceFinding('buildspec.command', file, command.line, { message: 'a command must not be empty', fix: 'remove it' });
  }
}

function* secrets({ env }: Buildspec, text: string, file: string): Iterable<Finding> {
  for (const [name, value] of Object.entries(env.variables)) {
    if (!SECRET_NAME.test(name) || value === '' || /^(true|false|\d+)$/.test(value)) continue;
    yield sourceFinding('buildspec.secret', file, lineOf(text, name), { message: 'a secret must not be in the repository', value: name, fix: 'move it to env/secrets-manager or env/parameter-store' });
  }
  for (const [name, reference] of Object.entries(env.secretsManager)) {
    if (reference.trim() === '') yield sourceFinding('buildspec.secret', file, lineOf(text, name), { message: 'a secret must name where it is kept', value: name, fix: 'write SECRET-ID:JSON-KEY' });
  }
}

/** Scripts of the repository that commands run: they must be there, and executable. */
function* scripts(buildspec: Buildspec, repository: Repository, file: string): Iterable<Finding> {
  const commands = COMMAND_PHASES.flatMap((name) => buildspec.phases[name]?.commands ?? []);
  for (const command of commands) {
    // From here on paths are relative to somewhere else.
    if (/(^|[\s;&|(])(cd|pushd)\s/.test(command.text)) return;
    yield* scriptOf(command, repository, file);
  }
}

function* scriptOf({ text, line }: Command, repository: Repository, file: string): Iterable<Finding> {
  const [, shell, path] = /^\s*(?:(bash|sh|source|\.)\s+)?((?:\.\/)?[\w.-]+(?:\/[\w.-]+)+|\.\/[\w.-]+)(?=\s|$)/.exec(text) ?? [];
  if (path === undefined || repository.isIgnored(path) || path.startsWith('node_modules/')) return;
  if (!repository.isFile(path)) yield sourceFinding('buildspec.script', file, line, { message: 'the script is not in the repository', value: path, fix: 'correct the path' });
  else if (shell === undefined && !repository.isExecutable(path)) yield sourceFinding('buildspec.script', file, line, { message: 'the script is not executable', value: path, fix: `run git update-index --chmod=+x ${path}` });
}

function lineOf(text: string, name: string): number {
  return text.split('\n').findIndex((line) => line.trimStart().startsWith(`${name}:`)) + 1 || 1;
}
