import type { ExitStatus } from '../../model/instance';
import type { RestartPolicy, ServiceSettings } from '../../unit/service-settings';

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
  if (status && matches(status, settings.forceRestartStatuses)) return true;
  return RESTARTS[settings.restart]?.(result) ?? false;
}

/** Matches `3`, `SIGUSR1` or `USR1` in a list of statuses. */
function matches(status: ExitStatus, list: readonly string[]): boolean {
  const signal = status.signal?.replace(/^SIG/, '');
  return list.some((entry) => (/^\d+$/.test(entry) ? status.code === Number(entry) : signal === entry.replace(/^SIG/, '')));
}
