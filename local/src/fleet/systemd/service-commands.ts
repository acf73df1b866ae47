import { basename } from 'node:path';
import { parseEnvironmentFile } from './environment-file';
import { expandCommand, type ExecCommand } from './exec-command';
import { resultOf, type ServiceResult } from './exit-result';
import type { ServiceSettings } from './service-settings';
import type { UnitHost } from './unit-host';
import type { UnitLog } from './unit-log';
import type { InsideProcess } from '../machine/inside-process';

export interface Invocation {
  readonly id: string;
  readonly settings: ServiceSettings;
  readonly environment: Readonly<Record<string, string>>;
}

/** The environment of a service's programs. Throws when a file that must exist does not. */
export function serviceEnvironment(settings: ServiceSettings, invocationId: string, host: UnitHost): Record<string, string> {
  const environment: Record<string, string> = {
    INVOCATION_ID: invocationId,
    ...Object.fromEntries(settings.directories.map(({ variable, path }) => [variable, path])),
    ...userVariables(settings, host),
    ...settings.environment,
  };
  for (const { path, optional } of settings.environmentFiles) {
    const text = host.files.read(path);
    if (text === undefined && !optional) throw new Error(`Failed to load environment files: No such file or directory: ${path}`);
    Object.assign(environment, parseEnvironmentFile(text ?? ''), text === undefined ? {} : host.ownEnvironment(path));
  }
  for (const name of settings.unsetEnvironment) delete environment[name];
  return environment;
}

/** `User=` brings the variables of a login, from the instance's own `/etc/passwd`. */
function userVariables(settings: ServiceSettings, host: UnitHost): Record<string, string> {
  if (settings.user === '') return {};
  const entry = (host.files.read('/etc/passwd') ?? '').split('\n').map((line) => line.split(':'))
    .find((fields) => fields[0] === settings.user || fields[2] === settings.user);
  return entry ? { USER: entry[0]!, LOGNAME: entry[0]!, HOME: entry[5] ?? '/', SHELL: entry[6] || '/bin/sh' } : {};
}

/** Starts one command of a service; its output goes to the unit's log. */
export function startCommand(
  command: ExecCommand, invocation: Invocation, host: UnitHost, log: UnitLog, extra: Readonly<Record<string, string>> = {},
): InsideProcess {
  const { settings } = invocation;
  const environment = { ...invocation.environment, ...extra };
  const argv = expandCommand(command, environment);
  let pid = 0;
  const output = log.writer(basename(command.path), () => pid);
  const errors = log.writer(basename(command.path), () => pid);
  const process = host.run(argv, {
    env: environment,
    cwd: settings.workingDirectory,
    user: command.privileged ? '' : settings.user,
    group: command.privileged ? '' : settings.group,
    umask: settings.umask,
    ...(command.path.startsWith('/') && { mustExist: command.path }),
    onStdout: output.write,
    onStderr: errors.write,
  });
  process.input.end();
  void process.pid.then((value) => { pid = value ?? 0; });
  void process.exited.then(() => {
    output.end();
    errors.end();
  });
  return process;
}

/** Runs helper commands one after the other until one fails. Aborting kills the one that runs. */
export async function runCommands(
  commands: readonly ExecCommand[], signal: AbortSignal, start: (command: ExecCommand) => InsideProcess,
): Promise<ServiceResult> {
  for (const command of commands) {
    if (signal.aborted) return 'timeout';
    const process = start(command);
    const kill = () => process.kill('SIGKILL');
    signal.addEventListener('abort', kill);
    const status = await process.exited;
    signal.removeEventListener('abort', kill);
    if (signal.aborted) return 'timeout';
    const result = resultOf(status, { successStatuses: [] }, false);
    if (result !== 'success' && !command.ignoreFailure) return result;
  }
  return 'success';
}

/** Makes `RuntimeDirectory=` and its kin, owned by the service's user. */
export async function makeDirectories(settings: ServiceSettings, host: UnitHost): Promise<ServiceResult> {
  for (const { path, mode } of settings.directories) {
    const group = settings.group || (/^\d/.test(settings.user) ? settings.user : '');
    const owner = [...(settings.user ? ['-o', settings.user] : []), ...(group ? ['-g', group] : [])];
    const status = await host.run(['install', '-d', '-m', mode, ...owner, path]).exited;
    if (status.code !== 0) return 'resources';
  }
  return 'success';
}

export async function removeDirectories(settings: ServiceSettings, host: UnitHost): Promise<void> {
  const paths = settings.directories.filter(({ removeAfterwards }) => removeAfterwards).map(({ path }) => path);
  if (paths.length > 0) await host.run(['rm', '-rf', '--', ...paths]).exited;
}
