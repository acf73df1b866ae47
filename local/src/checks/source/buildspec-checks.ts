import { posix } from 'node:path';
import { checkBuildScripts } from './build-script-checks';
import { checkDuplicateKeys } from './duplicate-keys';
import { checkLockFiles } from './lock-file-checks';
import type { Repository } from './repository';
import { checkRuntimeVersions } from './runtime-version-checks';
import { sourceFinding } from './source-rule';
import { COMMAND_PHASES, type ArtifactSpec, type Buildspec } from '../../codebuild/buildspec';
import { BuildspecError } from '../../codebuild/buildspec-error';
import { parseBuildspec } from '../../codebuild/parse-buildspec';
import { certainSecret } from '../certain-secrets';
import type { Finding } from '../finding';
import type { SourceRequest } from '../request';
import { isSecretLike, secretsInScript } from '../secret-like';

export interface CheckedBuildspec {
  readonly findings: readonly Finding[];
  readonly buildspec?: Buildspec;
}

/** Checks `buildspec.yml` on its own, and against what the pipeline expects. */
export function checkBuildspec(repository: Repository, file: string, request: SourceRequest): CheckedBuildspec {
  const text = repository.read(file);
  if (text === undefined) return { findings: [missing(file)] };
  const parsed = parse(text, file);
  if ('finding' in parsed) return { findings: [parsed.finding] };
  const { buildspec } = parsed;
  const findings = [
    ...buildspec.warnings.map((warning) => ignored(file, warning)),
    ...expectedArtifacts(buildspec, file, request),
    ...usedVariables(buildspec, file, request),
    ...artifactSelections(buildspec, file),
    ...phases(buildspec, file),
    ...secrets(buildspec, text, file),
    ...checkDuplicateKeys('buildspec.duplicate-key', text, file),
    ...checkRuntimeVersions(buildspec, (name) => lineOf(text, name), file),
    ...checkBuildScripts(buildspec, repository, file),
    ...checkLockFiles(buildspec, repository, file),
  ];
  return { findings, buildspec };
}

function missing(file: string): Finding {
  return sourceFinding('buildspec.missing', file, 1, {
    message: 'the repository must have the buildspec that the pipeline builds with', value: file, fix: 'add it, or name a different one',
  });
}

function parse(text: string, file: string): { readonly buildspec: Buildspec } | { readonly finding: Finding } {
  try {
    return { buildspec: parseBuildspec(text) };
  } catch (error) {
    if (!(error instanceof BuildspecError)) throw error;
    return { finding: grammar(file, error.line, `CodeBuild rejects it: ${error.message}`) };
  }
}

function grammar(file: string, line: number, message: string): Finding {
  return sourceFinding('buildspec.grammar', file, line, { message, fix: 'correct it according to the buildspec reference' });
}

function ignored(file: string, { line, message }: Buildspec['warnings'][number]): Finding {
  return sourceFinding('buildspec.ignored', file, line, { severity: 'warning', message, fix: 'remove it, or correct its name' });
}

/** With more than one output artifact, CodePipeline uses the secondary artifacts of those names. */
function* expectedArtifacts({ artifacts, secondaryArtifacts }: Buildspec, file: string, request: SourceRequest): Iterable<Finding> {
  const { artifacts: expected = [] } = request;
  const made = Object.keys(secondaryArtifacts);
  const line = artifacts?.line ?? 1;
  if (expected.length === 1 && made.length === 0) {
    if (artifacts && artifacts.files.length > 0) return;
    yield sourceFinding('buildspec.artifact', file, line, {
      message: 'the pipeline expects an artifact', value: expected[0], fix: 'add artifacts with files',
    });
    return;
  }
  for (const name of expected.filter((each) => !made.includes(each))) {
    yield sourceFinding('buildspec.artifact', file, line, {
      message: `the pipeline expects the artifact ${name}, but the build produces ${made.join(', ') || 'none'}`,
      value: made.join(', '),
      fix: `add ${name} to artifacts/secondary-artifacts`,
    });
  }
  if (expected.length === 0) return;
  for (const name of made.filter((each) => !expected.includes(each))) {
    yield sourceFinding('buildspec.artifact', file, secondaryArtifacts[name].line, {
      severity: 'warning',
      message: 'the pipeline does not use this artifact',
      value: name,
      fix: `remove it, or give it one of the names ${expected.join(', ')}`,
    });
  }
}

/** An action fails if it uses a variable that the build does not export. */
function* usedVariables({ env: { exportedVariables } }: Buildspec, file: string, { variables = [] }: SourceRequest): Iterable<Finding> {
  for (const name of variables.filter((each) => !exportedVariables.includes(each))) {
    yield sourceFinding('buildspec.exported-variables', file, 1, {
      message: `the pipeline uses the variable ${name}, which the build does not export`,
      value: exportedVariables.join(', '),
      fix: `add ${name} to env/exported-variables, and set it in a phase`,
    });
  }
}

function* artifactSelections({ artifacts, secondaryArtifacts }: Buildspec, file: string): Iterable<Finding> {
  const specs: [string, ArtifactSpec][] = Object.entries(secondaryArtifacts);
  if (artifacts && artifacts.files.length > 0) specs.push(['artifacts', artifacts]);
  for (const [name, spec] of specs) {
    if (spec.files.length === 0) {
      yield sourceFinding('buildspec.artifact-files', file, spec.line, {
        message: `the artifact ${name} contains no files, so the upload fails`, fix: 'add files',
      });
    }
    for (const path of spec.files.filter((each) => posix.normalize(each).startsWith('../'))) {
      yield sourceFinding('buildspec.artifact-files', file, spec.line, {
        message: 'an artifact cannot contain files outside of its base directory', value: path, fix: 'change base-directory',
      });
    }
  }
  if (artifacts && artifacts.files.length === 0 && specs.length === 0) {
    yield sourceFinding('buildspec.artifact-files', file, artifacts.line, {
      message: 'artifacts without files are empty, so the upload fails', fix: 'add files, or remove artifacts',
    });
  }
}

function* phases(buildspec: Buildspec, file: string): Iterable<Finding> {
  const used = COMMAND_PHASES.flatMap((name) => buildspec.phases[name] ?? []);
  if (!used.some(({ commands }) => commands.length > 0)) {
    yield sourceFinding('buildspec.no-commands', file, used[0]?.line ?? 1, {
      severity: 'warning', message: 'the build does nothing: no phase has a command', fix: 'add commands to the phase build',
    });
  }
  const { build, post_build: after } = buildspec.phases;
  if (after && build && after.commands.length > 0 && buildspec.version === '0.1') {
    yield sourceFinding('buildspec.version', file, 1, {
      severity: 'warning', message: 'in version 0.1, commands do not see variables set by earlier ones', value: '0.1', fix: 'write version: 0.2',
    });
  }
  for (const { commands } of used) {
    for (const command of commands.filter(({ text }) => text.trim() === '')) {
      yield sourceFinding('buildspec.command', file, command.line, { severity: 'warning', message: 'the command is empty', fix: 'remove it' });
    }
  }
}

function* secrets({ env, phases: written }: Buildspec, text: string, file: string): Iterable<Finding> {
  for (const [name, value] of Object.entries(env.variables)) {
    if (!isSecretLike(name, value)) continue;
    yield sourceFinding('buildspec.secret', file, lineOf(text, name), {
      severity: 'warning',
      message: 'a secret should not be in the repository',
      value: name,
      fix: 'move it to env/secrets-manager or env/parameter-store',
    });
  }
  for (const command of COMMAND_PHASES.flatMap((phase) => written[phase]?.commands ?? [])) {
    const certain = certainSecret(command.text);
    for (const name of [...certain ? [certain.shown] : [], ...secretsInScript(command.text)]) {
      yield sourceFinding('buildspec.secret', file, command.line, {
        severity: 'warning',
        message: 'a secret should not be in the repository, and the build log shows this command',
        value: name,
        fix: 'move it to env/secrets-manager or env/parameter-store',
      });
    }
  }
  for (const [name, reference] of Object.entries(env.secretsManager)) {
    if (reference.trim() !== '') continue;
    yield sourceFinding('buildspec.secret', file, lineOf(text, name), {
      message: 'a secret must refer to where it is stored', value: name, fix: 'write SECRET-ID:JSON-KEY',
    });
  }
}

function lineOf(text: string, name: string): number {
  return text.split('\n').findIndex((line) => line.trimStart().startsWith(`${name}:`)) + 1 || 1;
}
