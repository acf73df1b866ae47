import { basename } from 'node:path';
import { accountIfKnown } from './accounts';
import { parseEnvironmentFile } from './environment-file';
import { execPlan } from './exec-plan';
import { resultOf, type ServiceResult } from './exit-status';
import type { UnitHost } from './unit-host';
import type { UnitLog } from './unit-log';
import type { ExitStatus } from '../../model/instance';
import { deadline } from '../../system/deadline';
import type { PacedOptions } from '../../system/paced-output';
import { expandCommand, type ExecCommand } from '../../unit/exec-command';
import { directoryVariables } from '../../unit/service-directories';
import type { ServiceSettings } from '../../unit/service-settings';
import { timerOf } from '../../unit/time-span';
import type { InsideProcess } from '../machine/inside-process';
import { CLEAN_ENVIRONMENT } from '../machine/namespace';
import { CONTROL_INSIDE } from '../scripts';

export interface Invocation {
  readonly id: string;
  readonly unit: string;
  readonly settings: ServiceSettings;
  /** Folder with the private `/tmp` and `/var/tmp`. */
  readonly privateTmp: string;
}

/** Throws if a required file does not exist, or is not UTF-8. */
export function newInvocation(id: string, unit: string, settings: ServiceSettings, host: UnitHost): Invocation {
  for (const { path, optional } of settings.environmentFiles) {
    if (optional) continue;
    const files = host.files.matching(path);
    if (files.length === 0) throw new Error(`Failed to load environment files: No such file or directory: ${path}`);
    const invalid = files.find((file) => variablesIn(file, host) === undefined);
    if (invalid !== undefined) throw new Error(`Failed to load environment files: ${invalid} is not UTF-8`);
  }
  return { id, unit, settings, privateTmp: `/tmp/systemd-private-${id.slice(0, 12)}-${unit}` };
}

/** `undefined` if it is not UTF-8. */
function variablesIn(file: string, host: UnitHost): Record<string, string> | undefined {
  return parseEnvironmentFile(host.files.read(file) ?? '');
}

/** The environment of a service's programs. Files are read again for each program: `ExecStartPre=` may write one for `ExecStart=`. */
function serviceEnvironment(settings: ServiceSettings, invocationId: string, host: UnitHost): Record<string, string> {
  const environment: Record<string, string> = {
    ...CLEAN_ENVIRONMENT,
    INVOCATION_ID: invocationId,
    ...directoryVariables(settings.directories),
    ...accountIfKnown(settings, host.files)?.variables,
    ...settings.environment,
  };
  for (const { path } of settings.environmentFiles) {
    for (const file of host.files.matching(path)) {
      Object.assign(environment, variablesIn(file, host), host.ownEnvironment(file));
    }
  }
  for (const word of settings.unsetEnvironment) {
    const [name = '', value] = word.split(/=(.*)/s);
    if (value === undefined || environment[name] === value) delete environment[name];
  }
  return environment;
}

/** Starts one command of a service; its output goes to the unit's log. */
export function startCommand(
  command: ExecCommand, invocation: Invocation, host: UnitHost, log: UnitLog, extra: Readonly<Record<string, string>> = {},
): InsideProcess {
  const { settings, id } = invocation;
  const environment = { ...serviceEnvironment(settings, id, host), ...extra };
  const argv = expandCommand(command, environment);
  let pid = 0;
  const identifier = settings.identifier || basename(command.path);
  const output = log.writer(identifier, () => pid);
  const errors = log.writer(identifier, () => pid);
  const plan = execPlan(command, settings, host, invocation.privateTmp);
  if (plan.problem !== undefined) log.explain(invocation.unit, plan.problem);
  // While it is in the command line, the program has not replaced the shell yet.
  const renamed = ['bash', '-c', 'exec -a "$1" "${@:2}"', `INVOCATION_ID=${invocation.id}`];
  const process = host.run(command.ownName === undefined ? argv : [...renamed, command.ownName, ...argv], {
    env: environment,
    plan,
    onStdout: output.write,
    onStderr: errors.write,
    output: outputOf(host),
  });
  process.input.end();
  void process.pid.then((value) => { pid = value ?? 0; });
  void process.exited.then(() => {
    output.end();
    errors.end();
  });
  return process;
}

/** A unit waits for journald, a container only if its log driver blocks. */
function outputOf({ container, report }: UnitHost): PacedOptions {
  if (container?.bufferBytes === undefined) return {};
  const onDropped = () => report('warning', 'instance.log.suppressed',
    `${container.name} logs faster than its log driver takes: what does not fit into \`max-buffer-size\` is lost, as on AWS`);
  return { bufferBytes: container.bufferBytes, onDropped };
}

const AFTER_SIGTERM_MILLISECONDS = 3000;

export interface CommandsOutcome {
  readonly result: ServiceResult;
  /** Of the last command that ran. */
  readonly status?: ExitStatus;
}

/** Runs helper commands in order until one fails. Aborting ends the current one with SIGTERM, then SIGKILL. */
export async function runCommands(
  commands: readonly ExecCommand[], signal: AbortSignal, start: (command: ExecCommand) => InsideProcess, successStatuses: readonly string[] = [],
): Promise<CommandsOutcome> {
  let status: ExitStatus | undefined;
  for (const command of commands) {
    if (signal.aborted) return { result: 'timeout', ...(status && { status }) };
    const process = start(command);
    const end = () => {
      process.kill('SIGTERM');
      setTimeout(() => process.kill('SIGKILL'), AFTER_SIGTERM_MILLISECONDS).unref();
    };
    signal.addEventListener('abort', end);
    status = await process.exited;
    signal.removeEventListener('abort', end);
    if (signal.aborted) return { result: 'timeout', status };
    const result = resultOf(status, { successStatuses }, false);
    if (result !== 'success' && !command.ignoreFailure) return { result, status };
    if (result !== 'success') status = { code: 0, signal: null };
  }
  return { result: 'success', ...(status && { status }) };
}

/** Runs `ExecStop=` or `ExecStopPost=`. Whatever can no longer be read inside (the instance may be ending), the rest of the stop follows. */
export function runAtEnd(
  name: 'stop' | 'stopPost', { [name]: commands, timeoutStop }: ServiceSettings, start: (command: ExecCommand) => InsideProcess,
  onError: (error: unknown) => void,
): Promise<CommandsOutcome> {
  return runCommands(commands, deadline(timerOf(timeoutStop)), start).catch((error: unknown): CommandsOutcome => {
    onError(error);
    return { result: 'resources' };
  });
}

/** Creates `RuntimeDirectory=` and the like, owned by the service's user, and the private `/tmp` folders. */
export async function makeDirectories({ settings, privateTmp }: Invocation, host: UnitHost, onError: (text: string) => void): Promise<ServiceResult> {
  const folders = settings.directories.flatMap(({ mode, path, privatePath }) => [mode, path, privatePath ?? '']);
  const owner = accountIfKnown(settings, host.files);
  const say = { onStderr: (chunk: Buffer) => onError(chunk.toString().trim()) };
  if (folders.length > 0 && owner) {
    const ids = [String(owner.userId), String(owner.groupId)];
    const status = await host.run(['sh', `${CONTROL_INSIDE}/make-directories.sh`, ...ids, ...folders], say).exited;
    if (status.code !== 0) return 'resources';
  }
  if (!settings.protection.privateTmp) return 'success';
  const made = await host.run(['sh', '-c', 'umask 0; mkdir -m 0700 "$1" && mkdir -p -m 1777 "$1/tmp" "$1/var/tmp"', 'sh', privateTmp], say).exited;
  return made.code === 0 ? 'success' : 'resources';
}

export async function removeDirectories({ settings, privateTmp }: Invocation, host: UnitHost): Promise<void> {
  const paths = settings.directories.filter(({ removeAfterwards }) => removeAfterwards).map(({ path }) => path);
  if (settings.protection.privateTmp) paths.push(privateTmp);
  if (paths.length > 0) await host.run(['rm', '-rf', '--', ...paths]).exited;
}
