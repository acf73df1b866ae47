import { constants } from 'node:os';
import type { ExitStatus } from '../../model/instance';
import { isBeforeProgram, nameOfExit } from '../../unit/exit-codes';
import type { RestartPolicy, ServiceSettings } from '../../unit/service-settings';
import type { InsideFiles } from '../machine/inside-files';

/** `Result=` of systemctl show. */
export type ServiceResult =
  | 'success' | 'exit-code' | 'signal' | 'core-dump' | 'timeout' | 'protocol' | 'resources' | 'start-limit-hit' | 'exec-condition' | 'canceled';

const CLEAN_SIGNALS: readonly string[] = ['SIGHUP', 'SIGINT', 'SIGTERM', 'SIGPIPE'];
const DUMPS_CORE: readonly string[] = ['SIGQUIT', 'SIGILL', 'SIGABRT', 'SIGFPE', 'SIGSEGV'];
const NO_CORE = '--core=0:0';

type Judged = Pick<ServiceSettings, 'successStatuses'> & Partial<Pick<ServiceSettings, 'protection'>>;

/** Whether a process succeeded by systemd's rules. For oneshots and helper commands, only status 0 is success. */
export function resultOf(status: ExitStatus, settings: Judged, isDaemon: boolean): ServiceResult {
  if (status.code === 0 || matches(status, settings.successStatuses)) return 'success';
  if (status.signal === null) return 'exit-code';
  if (isDaemon && CLEAN_SIGNALS.includes(status.signal)) return 'success';
  return DUMPS_CORE.includes(status.signal) && !settings.protection?.limits.includes(NO_CORE) ? 'core-dump' : 'signal';
}

const RESTARTS: Readonly<Record<RestartPolicy, (result: ServiceResult) => boolean>> = {
  'no': () => false,
  'always': () => true,
  'on-success': (result) => result === 'success',
  'on-failure': (result) => result !== 'success',
  'on-abnormal': (result) => ['signal', 'core-dump', 'timeout'].includes(result),
  'on-abort': (result) => ['signal', 'core-dump'].includes(result),
  'on-watchdog': () => false,
};

/** Whether `Restart=` applies after a service ended by itself. */
export function restartsAfter(result: ServiceResult, status: ExitStatus | undefined, settings: ServiceSettings): boolean {
  if (result === 'start-limit-hit' || result === 'exec-condition') return false;
  if (status && matches(status, settings.preventRestartStatuses)) return false;
  return (status && matches(status, settings.forceRestartStatuses)) || RESTARTS[settings.restart](result);
}

/** Matches `3`, `SIGUSR1` or `USR1` in a list of statuses. */
function matches({ code, signal }: ExitStatus, list: readonly string[]): boolean {
  return list.some((entry) => (/^\d+$/.test(entry) ? code === Number(entry) : signal !== null && shortName(signal) === shortName(entry)));
}

function shortName(signal: string): string {
  return signal.replace(/^SIG/, '');
}

/** `code=exited, status=3/NOTIMPLEMENTED`, as in the journal. */
export function exitText({ code, signal }: ExitStatus): string {
  if (signal !== null) return `code=killed, status=${constants.signals[signal]}/${shortName(signal)}`;
  return `code=exited, status=${code}/${nameOfExit(code ?? 0) ?? 'n/a'}`;
}

/** The same for `systemctl status`, which does not use the names of LSB exit statuses. */
export function statusText(status: ExitStatus): string {
  if (status.signal !== null) return `code=killed, signal=${shortName(status.signal)}`;
  return status.code !== null && status.code > 1 && status.code < 64 ? `code=exited, status=${status.code}` : exitText(status);
}

/** The journal's messages about a program that could not be started; none if it could. */
export function failedStep({ code }: ExitStatus, path: string, files: InsideFiles): string[] {
  if (!isBeforeProgram(code)) return [];
  const step = nameOfExit(code!)!;
  if (step !== 'EXEC') return [`Failed at step ${step} spawning ${path}`];
  const isThere = files.exists(path);
  const why = !isThere ? 'No such file or directory' : files.isExecutable(path) ? 'Exec format error' : 'Permission denied';
  return [...(isThere ? [] : [`Failed to locate executable ${path}: ${why}`]), `Failed at step ${step} spawning ${path}: ${why}`];
}

/** `ExecMainStatus=`: an exit status or a signal number. */
export function exitNumber(status: ExitStatus | undefined): number {
  if (!status) return 0;
  return status.signal === null ? status.code ?? 0 : constants.signals[status.signal];
}

/** Variables that tell `ExecStop=` and `ExecStopPost=` how the main process ended. */
export function exitVariables(status: ExitStatus | undefined): Record<string, string> {
  if (!status) return {};
  return status.signal === null
    ? { EXIT_CODE: 'exited', EXIT_STATUS: String(status.code ?? 0) }
    : { EXIT_CODE: 'killed', EXIT_STATUS: shortName(status.signal) };
}
