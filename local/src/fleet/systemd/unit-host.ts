import type { MessageCode } from '../../messages/message-codes';
import type { InsideFiles } from '../machine/inside-files';
import type { InsideOptions, InsideProcess } from '../machine/inside-process';

/** What the supervisor needs of the instance that it works in. */
export interface UnitHost {
  readonly files: InsideFiles;
  /** The instance's `/proc`. */
  readonly proc: string;
  run(argv: readonly string[], options?: InsideOptions): InsideProcess;
  signal(signal: NodeJS.Signals, pids: readonly number[]): Promise<void>;
  /** Variables that replace those of an environment file, whatever the file says: the instance's own port. */
  ownEnvironment(file: string): Readonly<Record<string, string>>;
  /** Something happened to a unit, for people. */
  tell(level: 'debug' | 'info' | 'warning' | 'error', code: MessageCode, message: string, data?: Readonly<Record<string, unknown>>): void;
}
