import { dynamicUserId } from './dynamic-user';
import { parseExecLine, splitWords, type ExecCommand } from './exec-command';
import { parseTimeSpan } from './time-span';
import type { UnitDefinition } from './unit-definition';

export type ServiceType = 'simple' | 'exec' | 'forking' | 'oneshot' | 'notify';
export type RestartPolicy = 'no' | 'always' | 'on-success' | 'on-failure' | 'on-abnormal' | 'on-abort' | 'on-watchdog';
export type KillMode = 'control-group' | 'mixed' | 'process' | 'none';

/** `RuntimeDirectory=` and its kin: made before the service starts, owned by its user. */
export interface ServiceDirectory {
  readonly path: string;
  readonly mode: string;
  /** `RUNTIME_DIRECTORY`, ... */
  readonly variable: string;
  readonly removeAfterwards: boolean;
}

/** What a `[Service]` section means, with systemd's own defaults. Times are in milliseconds. */
export interface ServiceSettings {
  readonly type: ServiceType;
  readonly condition: readonly ExecCommand[];
  readonly startPre: readonly ExecCommand[];
  readonly start: readonly ExecCommand[];
  readonly startPost: readonly ExecCommand[];
  readonly stop: readonly ExecCommand[];
  readonly stopPost: readonly ExecCommand[];
  readonly reload: readonly ExecCommand[];
  readonly user: string;
  readonly group: string;
  readonly umask: string;
  readonly workingDirectory: string;
  readonly environment: Readonly<Record<string, string>>;
  readonly environmentFiles: readonly { readonly path: string; readonly optional: boolean }[];
  readonly unsetEnvironment: readonly string[];
  readonly directories: readonly ServiceDirectory[];
  readonly restart: RestartPolicy;
  readonly restartDelay: number;
  readonly successStatuses: readonly string[];
  readonly preventRestartStatuses: readonly string[];
  readonly forceRestartStatuses: readonly string[];
  readonly remainAfterExit: boolean;
  readonly pidFile?: string;
  readonly timeoutStart: number;
  readonly timeoutStop: number;
  readonly killSignal: NodeJS.Signals;
  readonly killMode: KillMode;
  readonly sendSigkill: boolean;
  readonly startLimitInterval: number;
  readonly startLimitBurst: number;
}

const TYPES: readonly string[] = ['simple', 'exec', 'forking', 'oneshot', 'notify'];
const DIRECTORIES = [
  { key: 'RuntimeDirectory', base: '/run' }, { key: 'StateDirectory', base: '/var/lib' }, { key: 'CacheDirectory', base: '/var/cache' },
  { key: 'LogsDirectory', base: '/var/log' }, { key: 'ConfigurationDirectory', base: '/etc' },
];

/** Throws what `systemctl start` says of a unit that it could load but not use. */
export function readServiceSettings(unit: UnitDefinition): ServiceSettings {
  const value = (key: string) => unit.value('Service', key);
  const time = (key: string, otherwise: number) => {
    const text = value(key) ?? (key.startsWith('Timeout') ? value('TimeoutSec') : undefined);
    return text === undefined ? otherwise : parseTimeSpan(text) ?? otherwise;
  };
  const yes = (key: string, otherwise = false) => {
    const text = value(key);
    return text === undefined ? otherwise : /^(1|yes|true|on)$/i.test(text);
  };
  const commands = (key: string) => unit.values('Service', key).flatMap(parseExecLine);
  const start = commands('ExecStart');
  const given = value('Type') ?? (start.length > 0 ? 'simple' : 'oneshot');
  // `idle`, `dbus` and `notify-reload` differ in when they count as started.
  const type = (TYPES.includes(given) ? given : given === 'notify-reload' ? 'notify' : 'simple') as ServiceType;
  const problem = type !== 'oneshot' && start.length !== 1 ? `Service has ${start.length === 0 ? 'no' : 'more than one'} ExecStart= setting.` : undefined;
  if (problem) throw new Error(`${unit.name.id}: ${problem} Refusing.`);
  const environment = Object.fromEntries(unit.values('Service', 'Environment').flatMap(splitWords).map((word) => {
    const equals = word.indexOf('=');
    return equals < 1 ? [word, ''] : [word.slice(0, equals), word.slice(equals + 1)];
  }));
  return {
    type,
    condition: commands('ExecCondition'),
    startPre: commands('ExecStartPre'),
    start,
    startPost: commands('ExecStartPost'),
    stop: commands('ExecStop'),
    stopPost: commands('ExecStopPost'),
    reload: commands('ExecReload'),
    user: yes('DynamicUser') ? dynamicUserId(value('User') ?? unit.name.prefix) : value('User') ?? '',
    group: value('Group') ?? '',
    umask: value('UMask') ?? '0022',
    workingDirectory: (value('WorkingDirectory') ?? '/').replace(/^-/, '').replace(/^~$/, '/root'),
    environment,
    environmentFiles: unit.values('Service', 'EnvironmentFile').map((path) => ({ path: path.replace(/^-/, ''), optional: path.startsWith('-') })),
    unsetEnvironment: unit.words('Service', 'UnsetEnvironment'),
    directories: DIRECTORIES.flatMap(({ key, base }) => unit.words('Service', key).map((name) => ({
      path: `${base}/${name.split(':')[0]!}`,
      mode: value(`${key}Mode`) ?? '0755',
      variable: key.replace(/([a-z])(?=[A-Z])/g, '$1_').toUpperCase(),
      removeAfterwards: key === 'RuntimeDirectory' && (value('RuntimeDirectoryPreserve') ?? 'no') === 'no',
    }))),
    restart: (value('Restart') ?? 'no') as RestartPolicy,
    restartDelay: time('RestartSec', 100),
    successStatuses: unit.words('Service', 'SuccessExitStatus'),
    preventRestartStatuses: unit.words('Service', 'RestartPreventExitStatus'),
    forceRestartStatuses: unit.words('Service', 'RestartForceExitStatus'),
    remainAfterExit: yes('RemainAfterExit'),
    ...(value('PIDFile') !== undefined && { pidFile: absolutePidFile(value('PIDFile')!) }),
    timeoutStart: unlimited(time('TimeoutStartSec', type === 'oneshot' ? Infinity : 90_000)),
    timeoutStop: unlimited(time('TimeoutStopSec', 90_000)),
    killSignal: signalName(value('KillSignal') ?? 'SIGTERM'),
    killMode: (value('KillMode') ?? 'control-group') as KillMode,
    sendSigkill: yes('SendSIGKILL', true),
    startLimitInterval: parseTimeSpan(unit.value('Unit', 'StartLimitIntervalSec') ?? unit.value('Unit', 'StartLimitInterval') ?? '10s') ?? 10_000,
    startLimitBurst: Number(unit.value('Unit', 'StartLimitBurst') ?? 5),
  };
}

/** Zero means no limit here. */
function unlimited(milliseconds: number): number {
  return milliseconds === 0 ? Infinity : milliseconds;
}

function absolutePidFile(path: string): string {
  return path.startsWith('/') ? path : `/run/${path}`;
}

function signalName(text: string): NodeJS.Signals {
  return (text.startsWith('SIG') ? text : `SIG${text}`) as NodeJS.Signals;
}
