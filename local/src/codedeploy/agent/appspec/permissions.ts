import { AclInfo } from './acl';
import type { Permission } from './app-spec';
import { parseMode } from './mode';
import type { Sections } from './sections';
import { parseSecurityContext } from './security-context';
import { AppSpecValidationError } from './validation-error';
import { toS } from '../../../yaml/ruby/format';
import { isTruthy, type RubyValue } from '../../../yaml/ruby/value';
import { each, fetch, hasKey, strip } from '../ruby/calls';

const TYPES: readonly RubyValue[] = ['file', 'directory'];

export function parsePermissions(permissions: RubyValue, sections: Sections): Permission[] {
  return sections.readItems(permissions, parsePermission);
}

function parsePermission(permission: RubyValue): Permission {
  const object = hasKey(permission, 'object') ? fetch(permission, 'object') : null;
  if (object === null) throw noObject();
  const pattern = fetch(permission, 'pattern');
  const except = fetch(permission, 'except');
  const parsed: Permission = {
    object: strip(toS(object)),
    pattern: isTruthy(pattern) ? pattern : '**',
    except: isTruthy(except) ? each(except) : [],
    type: parseTypes(fetch(permission, 'type')),
    owner: fetch(permission, 'owner'),
    group: fetch(permission, 'group'),
    mode: unlessNil(fetch(permission, 'mode'), parseMode),
    acls: unlessNil(fetch(permission, 'acls'), (acls) => new AclInfo(acls)),
    context: unlessNil(fetch(permission, 'context'), parseSecurityContext),
  };
  if (parsed.object === '') throw noObject();
  return parsed;
}

function parseTypes(types: RubyValue): readonly RubyValue[] {
  if (!isTruthy(types)) return TYPES;
  const given = each(types);
  for (const type of given) {
    if (TYPES.includes(type)) continue;
    throw new AppSpecValidationError(
      'The deployment failed because the application specification filespecifies a permission for an object type not supported for '
      + `permissions (${toS(type)}). Update the permissions section of the AppSpec file, and then try again.`,
    );
  }
  return given;
}

function unlessNil<T>(value: RubyValue, parse: (value: RubyValue) => T): T | null {
  return value === null ? null : parse(value);
}

function noObject(): AppSpecValidationError {
  return new AppSpecValidationError(
    'The deployment failed because a permission listed in the application specification file has no object value. Update the permissions '
    + 'section of the AppSpec file, and then try again.',
  );
}
