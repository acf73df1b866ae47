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

/** The rules for assemblies, most of the bundle, are loaded only for one: when the library checks files, CloudFormation Validate is still to come. */
function checkRequest(request: CheckRequest): CheckResult {
  if (!request.assembly) return checkFiles({ ...request, sources: request.source ? [request.source] : [] });
  // esbuild evaluates a module where it is required, and one that is imported at once.
  // eslint-disable-next-line @typescript-eslint/no-require-imports
  const { check: checkAll } = require('./check') as typeof import('./check');
  return checkAll(request);
}
