import { isUtf8 } from 'node:buffer';
import type { ScriptLog } from './script-log';
import type { Diagnostics } from '../../../model/deployment';

/** A script that is missing, cannot be run, fails, times out, or leaves its output open. */
export class ScriptError extends Error {
  constructor(
    readonly errorCode: Diagnostics['errorCode'],
    readonly scriptName: string,
    message: string,
    private readonly log: ScriptLog,
  ) {
    super(message);
  }

  /** A log that is not UTF-8 cannot be sent: the agent falls back to minimal diagnostics. */
  toDiagnostics(): Diagnostics {
    const log = this.log.toBuffer();
    if (isUtf8(log)) return { errorCode: this.errorCode, scriptName: this.scriptName, message: this.message, logTail: log.toString('utf8') };
    return {
      errorCode: 'UnknownError',
      scriptName: this.scriptName,
      message: 'Attempting minimal diagnostics',
      logTail: 'Exception JSON::GeneratorError occured',
    };
  }
}
