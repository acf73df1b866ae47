import type { Script } from './app-spec';
import type { Sections } from './sections';
import { AppSpecValidationError } from './validation-error';
import { toS } from '../../../yaml/ruby/format';
import { isTruthy, type RubyValue } from '../../../yaml/ruby/value';
import { eachPair, fetch, hasKey, strip, toI } from '../ruby/calls';

const DEFAULT_TIMEOUT_SECONDS = 3600n;

/** Any hook name is accepted; a hook without scripts counts as absent. */
export function parseHooks(hooks: RubyValue, sections: Sections): Map<RubyValue, Script[]> {
  const given = eachPair(hooks).filter(([, scripts]) => isTruthy(scripts));
  return new Map(given.map(([name, scripts]) => [name, sections.readItems(scripts, parseScript)]));
}

function parseScript(script: RubyValue): Script {
  const location = hasKey(script, 'location') ? fetch(script, 'location') : null;
  if (location === null) throw noLocation();
  const runas = hasKey(script, 'runas') ? fetch(script, 'runas') : null;
  const timeout = fetch(script, 'timeout');
  const parsed = {
    location: strip(toS(location)),
    runas: runas === null ? null : strip(toS(runas)),
    sudo: fetch(script, 'sudo'),
  };
  if (parsed.location === '') throw noLocation();
  return { ...parsed, timeoutSeconds: parseTimeout(timeout) };
}

/** `30s` counts as 30: Ruby reads the leading digits. */
function parseTimeout(timeout: RubyValue): bigint {
  const seconds = toI(isTruthy(timeout) ? timeout : DEFAULT_TIMEOUT_SECONDS);
  if (seconds > 0n) return seconds;
  throw new AppSpecValidationError(
    'The deployment failed because an invalid timeout value was provided for a script in the application specification file. Make '
    + 'corrections in the hooks section of the AppSpec file, and then try again.',
  );
}

function noLocation(): AppSpecValidationError {
  return new AppSpecValidationError(
    'The deployment failed because the application specification file specifies a script with no location value. Specify the location in the '
    + 'hooks section of the AppSpec file, and then try again.',
  );
}
