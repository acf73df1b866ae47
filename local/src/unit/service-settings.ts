import { dynamicUserName } from './dynamic-user';
import { environmentAssignments } from './environment-assignments';
import { parseExecLine, type ExecCommand } from './exec-command';
import { exitOfName } from './exit-codes';
import { readProtection, type Protection } from './protection';
import { readDirectories, type ServiceDirectory } from './service-directories';
import { assertStartable, refuse } from './service-refusal';
import { signalOf } from './signal-name';
import { parseTimeSpan } from './time-span';
import type { UnitEntries } from './unit-entries';

type ServiceType = 'simple' | 'exec' | 'forking' | 'oneshot' | 'notify';
export type RestartPolicy = 'no' | 'always' | 'on-success' | 'on-failure' | 'on-abnormal' | 'on-abort' | 'on-watchdog';
type KillMode = 'control-group' | 'mixed' | 'process' | 'none';

/** Where a program's output goes, from `StandardOutput=`: `journal`, `null`, `inherit`, `append:/path`, ... */
export interface OutputTarget {
  readonly how: 'journal' | 'null' | 'inherit' | 'file' | 'append' | 'truncate';
  readonly path: string;
}

/** How many messages of a unit journald takes in an interval (in milliseconds); 0 stands for no limit. */
export interface LogRateLimit {
  readonly interval: number;
  readonly burst: number;
}

/** The settings of a `[Service]` section with systemd's defaults. Times are in milliseconds. */
export interface ServiceSettings {
  readonly type: ServiceType;
  /** As written, for example `idle`. */
  readonly typeName: string;
  readonly condition: readonly ExecCommand[];
  readonly startPre: readonly ExecCommand[];
  readonly start: readonly ExecCommand[];
  readonly startPost: readonly ExecCommand[];
  readonly stop: readonly ExecCommand[];
  readonly stopPost: readonly ExecCommand[];
  readonly reload: readonly ExecCommand[];
  readonly user: string;
  readonly group: string;
  readonly dynamicUser: boolean;
  readonly supplementaryGroups: readonly string[];
  readonly umask: string;
  /** `~` stands for the user's home. */
  readonly workingDirectory: string;
  readonly mayMissWorkingDirectory: boolean;
  readonly environment: Readonly<Record<string, string>>;
  readonly environmentFiles: readonly { readonly path: string; readonly optional: boolean }[];
  readonly unsetEnvironment: readonly string[];
  readonly directories: readonly ServiceDirectory[];
  readonly output: OutputTarget;
  readonly errorOutput: OutputTarget;
  readonly identifier: string;
  readonly logRateLimit: LogRateLimit;
  readonly protection: Protection;
  readonly restart: RestartPolicy;
  readonly restartDelay: number;
  readonly successStatuses: readonly string[];
  readonly preventRestartStatuses: readonly string[];
  readonly forceRestartStatuses: readonly string[];
  readonly remainAfterExit: boolean;
  readonly pidFile?: string;
  readonly timeoutStart: number;
  readonly timeoutStop: number;
  readonly longestRun: number;
  readonly killSignal: NodeJS.Signals;
  readonly killMode: KillMode;
  readonly sendSigkill: boolean;
  readonly startLimitInterval: number;
  readonly startLimitBurst: number;
}

const TYPES = ['simple', 'exec', 'forking', 'oneshot', 'notify', 'dbus', 'idle'];
const RESTARTS = ['no', 'always', 'on-success', 'on-failure', 'on-abnormal', 'on-abort', 'on-watchdog'];
const KILL_MODES = ['control-group', 'mixed', 'process', 'none'];

/** Throws the reason of `bad-setting` if systemd rejects the unit. */
export function readServiceSettings(unit: UnitEntries): ServiceSettings {
  const value = (key: string) => unit.value('Service', key);
  const yes = (key: string, otherwise = false) => unit.flag('Service', key, otherwise);
  const commands = (key: string) => commandsOf(unit, key);
  const start = commands('ExecStart');
  const stop = commands('ExecStop');
  // `idle` and `dbus` only differ in when the service counts as started.
  const typeName = oneOf(unit.values('Service', 'Type'), TYPES) ?? (start.length > 0 ? 'simple' : 'oneshot');
  const type = (typeName === 'idle' || typeName === 'dbus' ? 'simple' : typeName) as ServiceType;
  const restart = (oneOf(unit.values('Service', 'Restart'), RESTARTS) ?? 'no') as RestartPolicy;
  const remainAfterExit = yes('RemainAfterExit');
  assertStartable(unit, { typeName, starts: start.length, stops: stop.length, restart, remainAfterExit });

  const dynamicUser = yes('DynamicUser');
  const user = nameOf(unit, 'User') ?? (dynamicUser ? dynamicUserName(unit.name.prefix) : '');
  const workingDirectory = expandedOf(unit, 'WorkingDirectory') ?? '/';
  if (!/^-?(\/|~$)/.test(workingDirectory)) refuse(unit, `Working directory path '${workingDirectory}' is not absolute.`);
  return {
    type,
    typeName,
    condition: commands('ExecCondition'),
    startPre: commands('ExecStartPre'),
    start,
    startPost: commands('ExecStartPost'),
    stop,
    stopPost: commands('ExecStopPost'),
    reload: commands('ExecReload'),
    user,
    group: nameOf(unit, 'Group') ?? '',
    dynamicUser,
    supplementaryGroups: unit.words('Service', 'SupplementaryGroups'),
    umask: value('UMask') ?? '0022',
    workingDirectory: workingDirectory.replace(/^-/, ''),
    mayMissWorkingDirectory: workingDirectory.startsWith('-'),
    environment: environmentAssignments(unit.assignments('Service', 'Environment'), unit.expandIfKnown),
    environmentFiles: unit.values('Service', 'EnvironmentFile').map((path) => ({ path: path.replace(/^-/, ''), optional: path.startsWith('-') }))
      .filter(({ path }) => path.startsWith('/')),
    unsetEnvironment: unit.words('Service', 'UnsetEnvironment'),
    directories: readDirectories(unit, dynamicUser),
    output: outputOf(value('StandardOutput'), 'journal'),
    errorOutput: outputOf(value('StandardError'), 'inherit'),
    identifier: value('SyslogIdentifier') ?? '',
    logRateLimit: {
      interval: timeOf(unit, 'Service.LogRateLimitIntervalSec') ?? 30_000,
      burst: countOf(unit, 'Service.LogRateLimitBurst') ?? 10_000,
    },
    protection: readProtection(unit, dynamicUser),
    restart,
    restartDelay: timeOf(unit, 'Service.RestartSec') ?? 100,
    successStatuses: statuses(unit, 'SuccessExitStatus'),
    preventRestartStatuses: statuses(unit, 'RestartPreventExitStatus'),
    forceRestartStatuses: statuses(unit, 'RestartForceExitStatus'),
    remainAfterExit,
    ...(value('PIDFile') !== undefined && { pidFile: absolutePidFile(value('PIDFile')!) }),
    timeoutStart: unlimited(timeOf(unit, 'Service.TimeoutStartSec', 'Service.TimeoutSec') ?? (type === 'oneshot' ? Infinity : 90_000)),
    timeoutStop: unlimited(timeOf(unit, 'Service.TimeoutStopSec', 'Service.TimeoutSec') ?? 90_000),
    longestRun: unlimited(timeOf(unit, 'Service.RuntimeMaxSec') ?? Infinity),
    killSignal: unit.values('Service', 'KillSignal').map(signalOf).filter((signal) => signal !== undefined).at(-1) ?? 'SIGTERM',
    killMode: (oneOf(unit.values('Service', 'KillMode'), KILL_MODES) ?? 'control-group') as KillMode,
    sendSigkill: yes('SendSIGKILL', true),
    startLimitInterval: timeOf(unit, 'Unit.StartLimitIntervalSec', 'Unit.StartLimitInterval', 'Service.StartLimitInterval') ?? 10_000,
    startLimitBurst: countOf(unit, 'Unit.StartLimitBurst', 'Service.StartLimitBurst') ?? 5,
  };
}

function commandsOf(unit: UnitEntries, key: string): ExecCommand[] {
  return unit.assignments('Service', key).flatMap((line) => {
    try {
      return parseExecLine(line, unit.expand);
    } catch (error) {
      // With a minus before it, such a line is ignored.
      return line.startsWith('-') ? [] : refuse(unit, `${key}=${line}: ${(error as Error).message}`);
    }
  });
}

/** Of these, systemd does not ignore an unknown specifier. */
function expandedOf(unit: UnitEntries, key: 'User' | 'Group' | 'WorkingDirectory'): string | undefined {
  const text = unit.assignments('Service', key).at(-1);
  return text === undefined ? undefined : unit.expandIfKnown(text) ?? refuse(unit, `Failed to resolve unit specifiers in '${text}'`);
}

function nameOf(unit: UnitEntries, key: 'User' | 'Group'): string | undefined {
  const name = expandedOf(unit, key);
  if (name === undefined || /^[A-Za-z0-9_][A-Za-z0-9_.-]*\$?$/.test(name)) return name;
  return refuse(unit, `Invalid user/group name or numeric ID: ${name}`);
}

/** The last value that systemd understands: it ignores the others. */
function oneOf(texts: readonly string[], known: readonly string[]): string | undefined {
  return texts.filter((text) => known.includes(text)).at(-1);
}

/** @param keys with their sections; the last of them that systemd understands counts. */
function timeOf(unit: UnitEntries, ...keys: readonly string[]): number | undefined {
  return lastOf(unit, keys, parseTimeSpan);
}

function countOf(unit: UnitEntries, ...keys: readonly string[]): number | undefined {
  return lastOf(unit, keys, (text) => (/^\d+$/.test(text) ? Number(text) : undefined));
}

function lastOf<T>(unit: UnitEntries, keys: readonly string[], parse: (text: string) => T | undefined): T | undefined {
  return unit.entries.filter(({ section, key }) => keys.includes(`${section}.${key}`))
    .map(({ value }) => parse(value)).filter((value) => value !== undefined).at(-1);
}

/** Converts names of exit statuses to numbers, and removes `SIG` from signals. */
function statuses(unit: UnitEntries, key: string): string[] {
  return unit.words('Service', key).map((word) => {
    const code = exitOfName(word);
    return code === undefined ? word.replace(/^SIG/, '') : String(code);
  });
}

function outputOf(text: string | undefined, otherwise: OutputTarget['how']): OutputTarget {
  const [, how, path = ''] = /^(file|append|truncate):(\/.*)$/.exec(text ?? '') ?? [];
  if (how !== undefined) return { how: how as OutputTarget['how'], path };
  if (text === 'null' || text === 'inherit') return { how: text, path: '' };
  return { how: text === undefined ? otherwise : 'journal', path: '' };
}

/** Zero means no limit. */
function unlimited(milliseconds: number): number {
  return milliseconds === 0 ? Infinity : milliseconds;
}

function absolutePidFile(path: string): string {
  return path.startsWith('/') ? path : `/run/${path}`;
}
