import type { UnitEntry } from './unit-file';

/** `Condition...=` and `Assert...=` settings of `[Unit]` that can be evaluated here. */
const CONDITIONS = [
  'PathExists', 'PathExistsGlob', 'PathIsDirectory', 'PathIsSymbolicLink', 'DirectoryNotEmpty', 'FileNotEmpty', 'FileIsExecutable', 'User', 'Group',
] as const;

export type ImitatedCondition = typeof CONDITIONS[number];

/**
 * Restrictions that apply to all programs of an instance, whatever their unit says: no devices except those that `PrivateDevices=` leaves,
 * read-only kernel settings, and no capabilities for the rest.
 */
const OF_EVERY_INSTANCE = [
  'PrivateDevices', 'ProtectKernelTunables', 'ProtectKernelModules', 'ProtectKernelLogs', 'ProtectControlGroups', 'ProtectClock', 'ProtectHostname',
];

/** Settings that the supervisor implements, or that are only informative. All others are reported as unsupported. */
const IMITATED: Readonly<Record<string, readonly string[]>> = {
  Unit: [
    'Description', 'Documentation', 'After', 'Before', 'Requires', 'Wants', 'BindsTo', 'Requisite', 'PartOf', 'Conflicts', 'OnFailure', 'OnSuccess',
    'StartLimitIntervalSec', 'StartLimitInterval', 'StartLimitBurst', 'RefuseManualStart', 'RefuseManualStop', 'SuccessAction', 'CollectMode',
    ...CONDITIONS.flatMap((name) => [`Condition${name}`, `Assert${name}`]),
  ],
  Service: [
    'Type', 'ExecStart', 'ExecStartPre', 'ExecStartPost', 'ExecStop', 'ExecStopPost', 'ExecReload', 'ExecCondition',
    'User', 'Group', 'DynamicUser', 'SupplementaryGroups', 'WorkingDirectory', 'UMask', 'Environment',
    'EnvironmentFile', 'UnsetEnvironment', 'PassEnvironment',
    'Restart', 'RestartSec', 'SuccessExitStatus', 'RestartPreventExitStatus', 'RestartForceExitStatus', 'RemainAfterExit', 'PIDFile', 'GuessMainPID',
    'TimeoutSec', 'TimeoutStartSec', 'TimeoutStopSec', 'RuntimeMaxSec', 'KillSignal', 'KillMode', 'SendSIGKILL',
    'StartLimitInterval', 'StartLimitBurst', 'RuntimeDirectory', 'RuntimeDirectoryMode', 'RuntimeDirectoryPreserve', 'StateDirectory',
    'StateDirectoryMode', 'CacheDirectory',
    'CacheDirectoryMode', 'LogsDirectory', 'LogsDirectoryMode', 'ConfigurationDirectory', 'ConfigurationDirectoryMode', 'SyslogIdentifier',
    'LogRateLimitIntervalSec', 'LogRateLimitBurst', 'Nice', 'OOMScoreAdjust', 'NoNewPrivileges', 'CapabilityBoundingSet', 'AmbientCapabilities',
    'LimitCPU', 'LimitFSIZE', 'LimitDATA', 'LimitSTACK', 'LimitCORE', 'LimitRSS', 'LimitNOFILE', 'LimitAS',
    'LimitNPROC', 'LimitMEMLOCK', 'LimitLOCKS',
    'LimitSIGPENDING', 'LimitMSGQUEUE', 'LimitNICE', 'LimitRTPRIO', 'LimitRTTIME',
    'PrivateTmp', 'ProtectSystem', 'ProtectHome', 'ReadOnlyPaths', 'ReadWritePaths', 'InaccessiblePaths',
    'ReadOnlyDirectories', 'ReadWriteDirectories',
    'InaccessibleDirectories', 'BindPaths', 'BindReadOnlyPaths', 'TemporaryFileSystem', 'ProtectProc', 'ProcSubset',
    ...OF_EVERY_INSTANCE,
  ],
  Install: ['WantedBy', 'RequiredBy', 'Alias', 'Also', 'DefaultInstance'],
};

/** Supported destinations of a service's output. */
const OUTPUTS = ['journal', 'inherit', 'null', 'syslog', 'journal+console'];

export function isImitated({ section, key, value }: UnitEntry): boolean {
  if (key === 'Type') return value !== 'dbus';
  if (key === 'StandardOutput' || key === 'StandardError') return OUTPUTS.includes(value) || /^(file|append|truncate):\//.test(value);
  if (key === 'StandardInput') return value === 'null';
  return IMITATED[section]?.includes(key) ?? false;
}
