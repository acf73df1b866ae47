import type { MessageCode } from '../../messages/message-codes';
import type { SecretMask } from '../../messages/secret-mask';
import type { ContainerLog } from '../../model/instance';
import type { InsideFiles } from '../machine/inside-files';
import type { InsideOptions, InsideProcess } from '../machine/inside-process';

/** What the supervisor needs from the instance that it works in. */
export interface UnitHost {
  readonly files: InsideFiles;
  /** The instance's `/proc`. */
  readonly proc: string;
  /** The only container that runs in the instance: its log has this name and what the container writes, without words of systemd. */
  readonly container?: ContainerLog;
  /** Masks secrets in the program output that is stored. */
  readonly mask?: SecretMask;
  /** The variables that a process was started with, which without root only root of the instance may read; `undefined` if it has ended. */
  environmentAsRoot(pid: number): string | undefined;
  run(argv: readonly string[], options?: InsideOptions): InsideProcess;
  signal(signals: readonly NodeJS.Signals[], pids: readonly number[]): Promise<void>;
  /** Variables that override an environment file: the instance's own port. */
  ownEnvironment(file: string): Readonly<Record<string, string>>;
  /** Reports an event of a unit, for display. */
  report(level: 'debug' | 'info' | 'warning' | 'error', code: MessageCode, message: string, data?: Readonly<Record<string, unknown>>): void;
}
