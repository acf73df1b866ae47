import { posix } from 'node:path';
import type { Repository } from './repository';
import type { Revision } from './revision';
import { sourceFinding } from './source-rule';
import type { AppSpec } from '../../codedeploy/agent/appspec/app-spec';
import { parseAppSpec } from '../../codedeploy/agent/appspec/parse-app-spec';
import type { Finding } from '../finding';

/** The events after Install, in their order: only what they do counts for the units of this revision. */
const AFTER_INSTALL = ['AfterInstall', 'ApplicationStart', 'ValidateService', 'BeforeAllowTraffic', 'AfterAllowTraffic'];
const UNIT_FOLDER = /\/systemd\/system\b/;
const WRITES = /\b(cp|install|mv|ln|tee|rsync|cat|sed|echo|printf)\b/;
const STARTS = /\bsystemctl\b.*\s(start|restart|try-restart|reload-or-restart|condrestart)\b|\bservice\s+\S+\s+(start|restart)\b/;
/** `enable` and its like reload by themselves. */
const RELOADS =
  /\bsystemctl\b.*\s(daemon-reload|daemon-reexec|enable|disable|reenable|mask|unmask|link|preset)\b|\bkill\s+-(s\s+)?(HUP|SIGHUP|1)\s+1\b/;

interface Line {
  readonly path: string;
  readonly number: number;
  readonly text: string;
}

/**
 * systemd goes on with the definition that it has read until it is told to read again: a revision that brings a unit and only
 * restarts it runs with the unit of the revision before.
 */
export function* checkUnitReload(repository: Repository, revision: Revision, appSpecPath: string): Iterable<Finding> {
  const appSpec = parsed(repository.read(appSpecPath) ?? '');
  const lines = appSpec && linesAfterInstall(repository, revision, appSpec);
  if (!appSpec || lines === undefined) return;
  const installed = installedUnits(repository, revision, appSpec);
  // A script may write a unit of any name.
  const isWritten = lines.some(({ text }) => UNIT_FOLDER.test(text) && WRITES.test(text));
  const start = lines.findIndex(({ text }) => STARTS.test(text) && (isWritten || installed === undefined || startsOneOf(installed, text)));
  if (start < 0 || lines.slice(0, start + 1).some(({ text }) => RELOADS.test(text))) return;
  const { path, number, text } = lines[start];
  yield sourceFinding('script.daemon-reload', path, number, {
    severity: 'warning',
    message: 'the revision brings a unit, and systemd keeps using the definition that it loaded before',
    value: text.trim(),
    fix: 'call systemctl daemon-reload before it',
  });
}

/** Names of the units that `files` brings; undefined where the build makes what is copied. */
function installedUnits(repository: Repository, revision: Revision, { files }: AppSpec): string[] | undefined {
  const units: string[] = [];
  for (const { source, destination } of files) {
    if (typeof destination !== 'string' || typeof source !== 'string' || !UNIT_FOLDER.test(destination)) continue;
    const entry = revision.entry(source);
    const path = 'path' in entry ? entry.path : undefined;
    if (revision.copiesFile(source)) units.push(posix.basename(source));
    else if (path !== undefined && repository.isDirectory(path)) units.push(...repository.namesIn(path));
    else return undefined;
  }
  return units;
}

/** Whether a command starts a unit of these; one with a variable or a pattern may be any. */
function startsOneOf(units: readonly string[], command: string): boolean {
  const names = units.map((unit) => unit.replace(/(@[^.]*)?\.\w+$/, ''));
  return units.length > 0 && (/[$`*]/.test(command) || names.some((name) => command.split(/[\s"';&|]+/).some((word) => unitName(word) === name)));
}

function unitName(word: string): string {
  return word.replace(/(@[^.]*)?(\.(service|socket|timer|target|path|mount))?$/, '');
}

/** What is wrong with it is told by others. */
function parsed(text: string): AppSpec | undefined {
  try {
    return parseAppSpec(text);
  } catch {
    return undefined;
  }
}

/** `undefined` where a script cannot be read before the build. */
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
