import { SecurityRange } from './security-range';
import { AppSpecValidationError } from './validation-error';
import { inspect } from '../../../yaml/ruby/format';
import type { RubyValue } from '../../../yaml/ruby/value';
import { fetch } from '../ruby/calls';

/** An SELinux context. The agent reads `name`, not the documented `user`. */
export interface SecurityContext {
  readonly user: RubyValue;
  readonly type: RubyValue;
  readonly range: SecurityRange | null;
}

export function parseSecurityContext(context: RubyValue): SecurityContext {
  const type = fetch(context, 'type');
  if (type === null) {
    throw new AppSpecValidationError(
      `The deployment failed because the application specification file specifies an invalid context type (${inspect(context)}). Update the `
      + 'permissions section of the AppSpec file, and then try again.',
    );
  }
  const range = fetch(context, 'range');
  return { user: fetch(context, 'name'), type, range: range === null ? null : new SecurityRange(range) };
}
