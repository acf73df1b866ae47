import { constants } from 'node:os';
import type { ExitStatus } from '../../model/instance';
import { nameOfExit } from '../../unit/exit-codes';
import type { InsideFiles } from '../machine/inside-files';

export type ActiveState = 'inactive' | 'activating' | 'active' | 'reloading' | 'deactivating' | 'failed';
export type SubState =
  | 'dead' | 'condition' | 'start-pre' | 'start' | 'start-post' | 'running' | 'exited' | 'reload'
  | 'stop' | 'stop-sigterm' | 'stop-post' | 'failed' | 'auto-restart';

/** `code=exited, status=3/NOTIMPLEMENTED`, as in the journal. */
export function exitText({ code, signal }: ExitStatus): string {
  if (signal !== null) return `code=killed, status=${constants.signals[signal]}/${signal.replace(/^SIG/, '')}`;
  const name = nameOfExit(code ?? 0);
  return `code=exited, status=${code}${name === undefined ? '/n/a' : `/${name}`}`;
}

/** The same for `systemctl status`, which does not use the names of LSB exit statuses. */
export function statusText(status: ExitStatus): string {
  if (status.signal !== null) return `code=killed, signal=${status.signal.replace(/^SIG/, '')}`;
  return status.code !== null && status.code > 1 && status.code < 64 ? `code=exited, status=${status.code}` : exitText(status);
}

/** The journal's message about a program that could not be started. */
export function failedStep(code: number, path: string, files: InsideFiles): string[] {
  const step = nameOfExit(code)!;
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
    : { EXIT_CODE: 'killed', EXIT_STATUS: status.signal.replace(/^SIG/, '') };
}
