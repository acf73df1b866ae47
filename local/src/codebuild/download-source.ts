import { chmod, mkdir, readFile } from 'node:fs/promises';
import { isAbsolute, join } from 'node:path';
import type { BuildIdentity } from './build-environment';
import { baseEnvironment, codeBuildEnvironment } from './build-environment';
import type { BuildLog } from './build-log';
import type { BuildSettings } from './build-settings';
import type { Buildspec } from './buildspec';
import { COMMAND_PHASES } from './buildspec';
import { BuildspecError } from './buildspec-error';
import { parseBuildspec } from './parse-buildspec';
import { PhaseError } from './phase-error';
import { ShellSession } from './shell-session';
import { copySource, openForEveryUser, requireOpenPath } from './source-copy';
import { NO_STORES, resolveParameters, resolveSecrets, versionedReferences } from './stores';
import { ownCommand } from '../messages/own-command';
import { reasonNotToRead } from '../system/small-file';

/** A buildspec may consist of keys that CodeBuild does not know. */
const MOST_WARNINGS = 20;

export interface Workspace {
  readonly sourceDirectory: string;
  /** Contains the copies of the source and the secondary sources. */
  readonly privateDirectory: string;
  readonly buildspec: Buildspec;
  readonly session: ShellSession;
  /** Variables that must not be exported, because they contain secrets. */
  readonly secretVariables: ReadonlySet<string>;
}

/** DOWNLOAD_SOURCE: prepares the private copy, the buildspec, the variables and the shell for the commands. */
export async function downloadSource(settings: BuildSettings, identity: BuildIdentity, work: string, log: BuildLog): Promise<Workspace> {
  const sourceDirectory = join(work, 'src');
  const secondarySources = Object.fromEntries(Object.keys(settings.secondarySources ?? {}).map((id) => [id, join(work, 'secondary-sources', id)]));
  await copySource(settings.source, sourceDirectory, [settings.artifactsDirectory, settings.cacheDirectory]);
  log.say(`CODEBUILD_SRC_DIR=${sourceDirectory}`);
  for (const [id, directory] of Object.entries(settings.secondarySources ?? {})) {
    if (!/^[\w-]+$/.test(id)) {
      throw new PhaseError('CLIENT_ERROR', `the identifier of a secondary source must consist of letters, digits, _ and -, got: ${id}`);
    }
    await copySource(directory, secondarySources[id]);
    log.say(`CODEBUILD_SRC_DIR_${id}=${secondarySources[id]}`);
  }

  const buildspec = parsed(await buildspecText(settings.buildspec, sourceDirectory, log));
  logContent(buildspec, log);
  await openForRunAs(buildspec, work, [sourceDirectory, ...Object.values(secondarySources)]);

  const secrets = storeVariables(buildspec, settings, log);
  const environment = {
    ...baseEnvironment(),
    ...buildspec.env.variables,
    ...secrets,
    ...settings.environment,
    ...codeBuildEnvironment(identity, sourceDirectory, secondarySources),
  };
  await mkdir(join(work, 'state'), { mode: 0o700 });
  return {
    sourceDirectory,
    privateDirectory: work,
    buildspec,
    session: new ShellSession(
      { version: buildspec.version, shell: buildspec.env.shell, sourceDirectory, stateDirectory: join(work, 'state'), environment },
    ),
    secretVariables: new Set(Object.keys(secrets)),
  };
}

/** The variables from the stores, except those that the build overrides. */
function storeVariables({ env }: Buildspec, settings: BuildSettings, log: BuildLog): Record<string, string> {
  log.say('Processing environment variables');
  const { environment: given = {}, storeEnvironment: project = {}, stores = NO_STORES } = settings;
  const wanted = (references: Readonly<Record<string, string>>) =>
    Object.fromEntries(Object.entries(references).filter(([name]) => !Object.hasOwn(given, name)));
  const values = {
    ...resolveParameters(wanted({ ...env.parameterStore, ...project.parameterStore }), stores),
    ...resolveSecrets(wanted({ ...env.secretsManager, ...project.secretsManager }), stores),
  };
  log.mask.add(Object.values(values));
  versionedReferences(env.secretsManager).forEach(
    (reference) => log.note(`secrets-manager: ${reference} asks for a version; locally there is only one version of each secret`),
  );
  return values;
}

/** An inline buildspec has several lines or is a flow mapping; anything else is a path. */
async function buildspecText(buildspec: string | undefined, sourceDirectory: string, log: BuildLog): Promise<string> {
  if (buildspec !== undefined && (buildspec.includes('\n') || buildspec.trimStart().startsWith('{'))) return buildspec;
  const path = buildspec ?? 'buildspec.yml';
  const file = isAbsolute(path) ? path : join(sourceDirectory, path);
  log.say(`YAML location is ${file}`);
  const reason = reasonNotToRead(file);
  if (reason !== undefined) throw new PhaseError('YAML_FILE_ERROR', reason);
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    if (!['ENOENT', 'ENOTDIR', 'EISDIR'].includes((error as NodeJS.ErrnoException).code ?? '')) throw error;
    throw new PhaseError('YAML_FILE_ERROR', buildspec === undefined ? 'YAML file does not exist' : `stat ${file}: no such file or directory`);
  }
}

function parsed(text: string): Buildspec {
  try {
    return parseBuildspec(text);
  } catch (error) {
    if (error instanceof BuildspecError) throw new PhaseError('YAML_FILE_ERROR', error.message);
    throw error;
  }
}

function logContent(buildspec: Buildspec, log: BuildLog): void {
  const names = COMMAND_PHASES.filter((name) => buildspec.phases[name]);
  log.say(`Phases found in YAML: ${names.length}`);
  for (const name of names) log.say(` ${name.toUpperCase()}: ${buildspec.phases[name]?.commands.length ?? 0} commands`);
  buildspec.warnings.slice(0, MOST_WARNINGS).forEach(({ line, message }) => log.note(`buildspec line ${line}: ${message}`));
  const more = buildspec.warnings.length - MOST_WARNINGS;
  if (more > 0) log.note(`buildspec: ${more} more warnings; \`${ownCommand('lint')}\` shows all`);
  if (names.some((name) => Object.keys(buildspec.phases[name]?.runtimeVersions ?? {}).length > 0)) {
    log.note('Skipping install of runtimes. Runtime version selection is not supported by this build image.');
  }
  for (const { stepsLine } of names.flatMap((name) => buildspec.phases[name] ?? [])) {
    if (stepsLine !== undefined) {
      throw new PhaseError('YAML_FILE_ERROR', `\`steps\` at line ${stepsLine} run GitHub Actions, which are not supported locally; use \`commands\``);
    }
  }
  if (buildspec.batch) log.note(`${buildspec.batch.kind} does not run locally: this is a single build, with the buildspec's own phases`);
  if (buildspec.proxy.uploadArtifacts || buildspec.proxy.logs) log.say('proxy: artifacts and logs stay on this machine');
  if (buildspec.env.gitCredentialHelper) log.say('git-credential-helper: git uses the credentials on this machine');
}

/** `run-as` grants the user read and execute permissions; on AWS, builds also write to their source as that user. */
async function openForRunAs({ runAs, phases }: Buildspec, work: string, directories: readonly string[]): Promise<void> {
  if (process.getuid?.() !== 0 || (runAs === undefined && !Object.values(phases).some((phase) => phase.runAs !== undefined))) return;
  await chmod(work, 0o711);
  await requireOpenPath(work);
  for (const directory of directories) await openForEveryUser(directory);
}
