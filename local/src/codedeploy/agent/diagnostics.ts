import { ScriptError } from './hooks/script-error';
import type { Diagnostics } from '../../model/deployment';

/** What the agent tells the service of a failed event. */
export function diagnosticsOf(error: unknown): Diagnostics {
  if (error instanceof ScriptError) return error.toDiagnostics();
  return { errorCode: 'UnknownError', scriptName: '', message: messageOf(error), logTail: '' };
}

function messageOf(error: unknown): string {
  return typeof error === 'object' && error !== null && 'message' in error ? String(error.message) : String(error);
}
