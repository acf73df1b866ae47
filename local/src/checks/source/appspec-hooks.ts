import { checkHookScript } from './hook-script-checks';
import type { Repository } from './repository';
import type { Revision } from './revision';
import type { SourceDocument } from './source-document';
import { sourceFinding } from './source-rule';
import type { AppSpec, Script } from '../../codedeploy/agent/appspec/app-spec';
import { HOOKS } from '../../codedeploy/agent/lifecycle-events';
import type { Finding } from '../finding';

const SCRIPT_KEYS = ['location', 'timeout', 'runas', 'sudo'];
const RESERVED = ['Start', 'DownloadBundle', 'Install', 'BlockTraffic', 'AllowTraffic', 'End'];
/** Users that Linux distributions make without a shell to log in with. */
const NOLOGIN = ['nobody', 'daemon', 'bin', 'sys', 'mail', 'ftp', 'www-data', 'nginx', 'apache', 'sshd', 'systemd-network'];
/** The service's limit for the scripts of one event. */
const LIMIT_SECONDS = 3600;

interface Context {
  readonly repository: Repository;
  readonly revision: Revision;
  readonly document: SourceDocument;
  readonly path: string;
}

/** The lifecycle hooks and their scripts. */
export function* checkHooks(context: Context, { hooks }: AppSpec): Iterable<Finding> {
  const { document, path } = context;
  const checked = new Set<string>();
  for (const name of document.keysAt('hooks')) {
    const line = document.lineOf('hooks', name);
    if (!HOOKS.includes(name)) {
      const similar = HOOKS.find((hook) => hook.toLowerCase() === name.toLowerCase().replace(/[-_\s]/g, ''));
      const message = RESERVED.includes(name) ? 'this event belongs to CodeDeploy and runs no script' : 'no lifecycle event has this name, so its scripts never run';
      yield sourceFinding('appspec.hook-name', path, line, { message, value: name, fix: `write ${similar ?? `one of ${HOOKS.join(', ')}`}` });
    }
    const scripts = hooks.get(name) ?? [];
    const total = scripts.reduce((sum, { timeoutSeconds }) => sum + Number(timeoutSeconds), 0);
    if (total > LIMIT_SECONDS) yield sourceFinding('appspec.hook-timeout', path, line, { message: `the time-outs of the scripts of one event must not exceed ${LIMIT_SECONDS} seconds together`, value: String(total), fix: 'lower them' });
    for (const [index, script] of scripts.entries()) yield* checkScript(context, name, index, script, checked);
  }
}

function* checkScript(context: Context, hook: string, index: number, script: Script, checked: Set<string>): Iterable<Finding> {
  const { repository, revision, document, path } = context;
  const place = ['hooks', hook, index] as const;
  const line = document.lineOf(...place, 'location');
  for (const key of document.keysAt(...place).filter((each) => !SCRIPT_KEYS.includes(each))) {
    yield sourceFinding('appspec.script-key', path, document.lineOf(...place, key), { message: 'the agent ignores it', value: key, fix: `use one of ${SCRIPT_KEYS.slice(0, 3).join(', ')}` });
  }
  if (document.textAt(...place, 'timeout') === undefined) {
    yield sourceFinding('appspec.hook-timeout', path, line, { severity: 'warning', message: 'without a time-out a script that hangs is waited for for an hour', fix: 'add timeout: 60' });
  }
  if (script.runas !== null && NOLOGIN.includes(script.runas)) {
    yield sourceFinding('appspec.runas', path, document.lineOf(...place, 'runas'), { message: 'this user has no shell to log in with, so the script fails at once', value: script.runas, fix: 'name a user with a shell, or leave runas out' });
  }
  if (/\s/.test(script.location)) {
    yield sourceFinding('appspec.hook-script', path, line, { message: 'a location is a path without blanks and without arguments', value: script.location, fix: 'put the arguments into the script' });
    return;
  }
  if (script.location.split('/').includes('..')) {
    yield sourceFinding('appspec.hook-script', path, line, { message: 'a script must be inside of the revision', value: script.location, fix: 'remove ../' });
    return;
  }
  const presence = revision.file(script.location);
  if (presence.status === 'missing') {
    yield sourceFinding('appspec.hook-script', path, line, { message: `the script of ${hook} must be in the revision: ${presence.why}`, value: script.location, fix: 'correct the location, or add the script to the artifact in the buildspec' });
  } else if (presence.status === 'present' && !checked.has(presence.path)) {
    checked.add(presence.path);
    yield* checkHookScript(repository, presence.path);
  }
}
