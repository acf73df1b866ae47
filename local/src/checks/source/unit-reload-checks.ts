import { installedUnits, UNIT_FOLDER } from './installed-units';
import type { Repository } from './repository';
import type { Revision } from './revision';
import { sourceFinding } from './source-rule';
import type { AppSpec } from '../../codedeploy/agent/appspec/app-spec';
import type { Finding } from '../finding';

/** The events after Install, in order: only these affect the units of this revision. */
const AFTER_INSTALL = ['AfterInstall', 'ApplicationStart', 'ValidateService', 'BeforeAllowTraffic', 'AfterAllowTraffic'];
const WRITES = /\b(cp|install|mv|ln|tee|rsync|cat|sed|echo|printf)\b/;
const STARTS = /\bsystemctl\b.*\s(start|restart|try-restart|reload-or-restart|condrestart)\b|\bservice\s+\S+\s+(start|restart)\b/;
/** `enable` and the like reload by themselves. */
const RELOADS =
  /\bsystemctl\b.*\s(daemon-reload|daemon-reexec|enable|disable|reenable|mask|unmask|link|preset)\b|\bkill\s+-(s\s+)?(HUP|SIGHUP|1)\s+1\b/;

interface Line {
  readonly path: string;
  readonly number: number;
  readonly text: string;
}

/**
 * systemd keeps the definition that it has loaded until a reload: a revision that installs a unit and only restarts it runs with the
 * previous revision's unit.
 */
export function* checkUnitReload(repository: Repository, revision: Revision, appSpec: AppSpec): Iterable<Finding> {
  const lines = linesAfterInstall(repository, revision, appSpec);
  if (lines === undefined) return;
  const installed = installedUnits(repository, revision, appSpec)?.map(({ name }) => name);
  // A script may create a unit of any name.
  const isWritten = lines.some(({ text }) => UNIT_FOLDER.test(text) && WRITES.test(text));
  const start = lines.findIndex(({ text }) => STARTS.test(text) && (isWritten || installed === undefined || startsOneOf(installed, text)));
  if (start < 0 || lines.slice(0, start + 1).some(({ text }) => RELOADS.test(text))) return;
  const { path, number, text } = lines[start];
  yield sourceFinding('script.daemon-reload', path, number, {
    severity: 'warning',
    message: 'the revision installs a unit, but systemd keeps using the definition that it has already loaded',
    value: text.trim(),
    fix: 'call systemctl daemon-reload before it',
  });
}

/** Whether a command starts one of these units; a variable or pattern may stand for any of them. */
function startsOneOf(units: readonly string[], command: string): boolean {
  const names = units.map((unit) => unit.replace(/(@[^.]*)?\.\w+$/, ''));
  return units.length > 0 && (/[$`*]/.test(command) || names.some((name) => command.split(/[\s"';&|]+/).some((word) => unitName(word) === name)));
}

function unitName(word: string): string {
  return word.replace(/(@[^.]*)?(\.(service|socket|timer|target|path|mount))?$/, '');
}

/** `undefined` if a script cannot be read before the build. */
function linesAfterInstall(repository: Repository, revision: Revision, { hooks }: AppSpec): Line[] | undefined {
  const lines: Line[] = [];
  for (const { location } of AFTER_INSTALL.flatMap((event) => hooks.get(event) ?? [])) {
    const presence = revision.file(location);
    const text = presence.status === 'present' ? repository.read(presence.path) : undefined;
    if (presence.status !== 'present' || text === undefined) return undefined;
    lines.push(...text.split('\n').map((line, index) => ({ path: presence.path, number: index + 1, text: line.replace(/(^|\s)#.*$/, '') })));
  }
  return lines;
}
