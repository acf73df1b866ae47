import { checkHookScript } from './hook-script-checks';
import type { Repository } from './repository';
import type { Presence, Revision } from './revision';
import type { SourceDocument } from './source-document';
import { sourceFinding } from './source-rule';
import type { AppSpec, Script } from '../../codedeploy/agent/appspec/app-spec';
import { HOOKS } from '../../codedeploy/agent/lifecycle-events';
import type { Finding } from '../finding';

const SCRIPT_KEYS = ['location', 'timeout', 'runas', 'sudo'];
const RESERVED = ['Start', 'DownloadBundle', 'Install', 'BlockTraffic', 'AllowTraffic', 'End'];
/** Users that Linux distributions create without a login shell. */
const NOLOGIN = ['nobody', 'daemon', 'bin', 'sys', 'mail', 'ftp', 'www-data', 'nginx', 'apache', 'sshd', 'systemd-network'];
/** The service's limit for the scripts of one event, in seconds. */
const LIMIT_SECONDS = 3600;

interface Context {
  readonly repository: Repository;
  readonly revision: Revision;
  readonly document: SourceDocument;
  readonly path: string;
}

/** Lifecycle hooks and their scripts. */
export function* checkHooks(context: Context, { hooks }: AppSpec): Iterable<Finding> {
  const checked = new Set<string>();
  for (const name of context.document.keysAt('hooks')) {
    const scripts = hooks.get(name) ?? [];
    if (!HOOKS.includes(name)) yield unknownHook(context, name);
    yield* timeouts(context, name, scripts);
    for (const [index, script] of scripts.entries()) yield* checkScript(context, name, index, script, checked);
  }
}

function unknownHook({ document, path }: Context, name: string): Finding {
  const similar = HOOKS.find((hook) => hook.toLowerCase() === name.toLowerCase().replace(/[-_\s]/g, ''));
  const reserved = RESERVED.includes(name);
  return sourceFinding('appspec.hook-name', path, document.lineOf('hooks', name), {
    message: reserved ? 'this event is handled by CodeDeploy and runs no scripts' : 'no lifecycle event has this name, so its scripts never run',
    value: name,
    fix: `write ${similar ?? `one of ${HOOKS.join(', ')}`}`,
  });
}

/** Only explicit time-outs are added up: without one, each script may take an hour. */
function* timeouts({ document, path }: Context, hook: string, scripts: readonly Script[]): Iterable<Finding> {
  const written = scripts.filter((_, index) => document.textAt('hooks', hook, index, 'timeout') !== undefined);
  const total = written.reduce((sum, { timeoutSeconds }) => sum + Number(timeoutSeconds), 0);
  if (total <= LIMIT_SECONDS) return;
  yield sourceFinding('appspec.hook-timeout', path, document.lineOf('hooks', hook), {
    severity: 'warning',
    message: `CodeDeploy gives the scripts of one event ${LIMIT_SECONDS} seconds in total`,
    value: String(total),
    fix: 'lower the time-outs',
  });
}

function* checkScript(context: Context, hook: string, index: number, script: Script, checked: Set<string>): Iterable<Finding> {
  const { document, path } = context;
  const place = ['hooks', hook, index] as const;
  const line = document.lineOf(...place, 'location');
  for (const key of document.keysAt(...place).filter((each) => !SCRIPT_KEYS.includes(each))) {
    yield sourceFinding('appspec.script-key', path, document.lineOf(...place, key), {
      severity: 'warning', message: 'the agent ignores it', value: key, fix: `use one of ${SCRIPT_KEYS.slice(0, 3).join(', ')}`,
    });
  }
  if (document.textAt(...place, 'timeout') === undefined) {
    yield sourceFinding('appspec.hook-timeout', path, line, {
      severity: 'warning', message: 'without a time-out, a script that hangs blocks the deployment for an hour', fix: 'add timeout: 60',
    });
  }
  if (script.runas !== null && NOLOGIN.includes(script.runas)) {
    yield sourceFinding('appspec.runas', path, document.lineOf(...place, 'runas'), {
      message: 'this user has no login shell, so the script fails immediately',
      value: script.runas,
      fix: 'name a user with a shell, or leave runas out',
    });
  }
  yield* checkLocation(context, hook, script.location, line, checked);
}

function* checkLocation(context: Context, hook: string, location: string, line: number, checked: Set<string>): Iterable<Finding> {
  const { repository, revision, path } = context;
  const wrong = wrongLocation(location);
  if (wrong) {
    yield sourceFinding('appspec.hook-script', path, line, { ...wrong, value: location });
    return;
  }
  const place = revision.entry(location);
  if (place.status === 'present' && repository.isDirectory(place.path)) {
    yield sourceFinding('appspec.hook-script', path, line, {
      message: `the script of ${hook} is a folder, which cannot be run`, value: location, fix: 'name a script in it',
    });
    return;
  }
  const presence = revision.file(location);
  if (presence.status === 'missing' || presence.status === 'unseen') {
    yield absentScript(presence, hook, location, path, line);
  } else if (presence.path !== undefined && !checked.has(presence.path)) {
    checked.add(presence.path);
    yield* checkHookScript(repository, presence.path);
  }
}

function wrongLocation(location: string): { readonly message: string; readonly fix: string } | undefined {
  if (/\s/.test(location)) return { message: 'a location is a path without spaces and without arguments', fix: 'put the arguments into the script' };
  if (location.split('/').includes('..')) return { message: 'a script must be inside the revision', fix: 'remove ../' };
  return undefined;
}

function absentScript(presence: Extract<Presence, { readonly why: string }>, hook: string, location: string, path: string, line: number): Finding {
  const relative = location.startsWith('/') ? ', to whose root the location is relative' : '';
  return sourceFinding('appspec.hook-script', path, line, {
    severity: presence.status === 'missing' ? 'error' : 'warning',
    message: `the script of ${hook} must be in the revision${relative}: ${presence.why}`,
    value: location,
    fix: 'correct the location, or add the script to the artifact in the buildspec',
  });
}
