import { pathMatcher } from '../../../system/glob';
import { RubyError } from '../../../yaml/ruby/error';
import { inspect, toS } from '../../../yaml/ruby/format';
import type { RubyValue } from '../../../yaml/ruby/value';
import type { Permission } from '../appspec/app-spec';
import { AppSpecValidationError } from '../appspec/validation-error';
import { noMethod } from '../ruby/calls';
import { expandPath } from '../ruby/path';

/** Whether the path is below the object, and matches `pattern` but not `except`. The object itself never matches. */
export function matches({ object, pattern, except }: Permission, path: string): boolean {
  const base = expandPath(object).replace(/\/?$/, '/');
  if (!path.startsWith(base)) return false;
  const relative = path.slice(base.length);
  if (pattern !== '**' && !matchesGlob(relative, pattern)) return false;
  return !except.some((glob) => matchesGlob(relative, glob));
}

/** Only direct children match a pattern; `*` is the only wildcard. */
function matchesGlob(name: string, glob: RubyValue): boolean {
  if (name.includes('/')) return false;
  if (typeof glob !== 'string') throw noMethod('chars', glob);
  return pathMatcher(glob.replace(/[?[\\]/g, '\\$&'))(name);
}

/** If the object is a file, there is nothing for a pattern to select. */
export function assertFilePermission({ object, pattern, except }: Permission): void {
  if (pattern !== '**') {
    throw new AppSpecValidationError(
      `The deployment failed because the application specification file includes an object (${object}) with an invalid pattern `
      + `(${toS(pattern)}), such as a pattern for a file applied to a directory. Correct the permissions section of the AppSpec file, and then `
      + 'try again.',
    );
  }
  if (except.length > 0) {
    throw new AppSpecValidationError(
      `The deployment failed because the except parameter for a pattern in the permissions section (${inspect([...except])}) for the object `
      + `named ${object} contains an invalid format. Update the AppSpec file, and then try again.`,
    );
  }
}

export function assertNoDefaultAcl({ acls }: Permission): void {
  if (!acls?.hasDefault) return;
  throw new RubyError(
    'RuntimeError',
    'The deployment failed because the -d parameter has been specified to apply an acl setting to a file. This parameter is supported for '
    + 'directories only. Update the AppSpec file, and then try again.',
  );
}
