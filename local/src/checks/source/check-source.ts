import { statSync } from 'node:fs';
import { UserError } from '../../messages/user-error';
import type { Finding } from '../finding';
import type { SourceRequest } from '../request';

/** `buildspec.yml`, `appspec.yml` and the hook scripts of a repository, against each other. */
export function checkSource(request: SourceRequest): Finding[] {
  if (!statSync(request.directory, { throwIfNoEntry: false })?.isDirectory()) {
    throw new UserError(`source directory ${request.directory} does not exist`);
  }
  return [];
}
