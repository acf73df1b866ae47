import { checkFiles } from './check-files';
import type { CheckResult } from './finding';
import type { CheckRequest, CheckResponse } from './request';
import { UserError } from '../messages/user-error';

/** The only export of `assets/local/checks.cjs` (docs/decisions/0002): takes a `CheckRequest` and returns a `CheckResponse`, both as JSON. */
export function check(requestJson: string): string {
  return JSON.stringify(respond(requestJson));
}

function respond(requestJson: string): CheckResponse {
  try {
    const request = JSON.parse(requestJson) as CheckRequest;
    if (request.version !== 1) return { version: 1, status: 'error', message: `request version must be 1, got: ${JSON.stringify(request.version)}` };
    return { version: 1, status: 'checked', ...checkRequest(request) };
  } catch (error) {
    if (error instanceof UserError || error instanceof SyntaxError) return { version: 1, status: 'error', message: error.message };
    throw error;
  }
}

/**
 * Loads the rules for assemblies, which are most of the bundle, only if there is an assembly: when the library checks the files of a repository,
 * CloudFormation Validate has not started yet, and code that is loaded before it slows its start (docs/decisions/0065).
 */
function checkRequest(request: CheckRequest): CheckResult {
  if (!request.assembly) return checkFiles({ ...request, sources: request.source ? [request.source] : [] });
  // esbuild evaluates a required module only at this point, but an imported one immediately.
  // eslint-disable-next-line @typescript-eslint/no-require-imports
  const { check: checkAll } = require('./check') as typeof import('./check');
  return checkAll(request);
}
