import { ScriptError } from './hooks/script-error';
import { messageOf } from './ruby/errno';
import type { Diagnostics } from '../../model/deployment';

/** What the agent tells the service of a failed event. */
export function diagnosticsOf(error: unknown): Diagnostics {
  if (error instanceof ScriptError) return error.toDiagnostics();
  return { errorCode: 'UnknownError', scriptName: '', message: messageOf(error), logTail: '' };
}
