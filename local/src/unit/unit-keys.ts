import type { UnitEntry } from './unit-file';

/** What `Condition...=` and `Assert...=` of `[Unit]` ask that can be answered here. */
const CONDITIONS = [
  'PathExists', 'PathExistsGlob', 'PathIsDirectory', 'PathIsSymbolicLink', 'DirectoryNotEmpty', 'FileNotEmpty', 'FileIsExecutable', 'User', 'Group',
] as const;

export type ImitatedCondition = typeof CONDITIONS[number];

/**
 * What no program of an instance may do, whatever its unit says: there are no devices but those that `PrivateDevices=` leaves, kernel settings are
 * read-only, and the capabilities for the rest are gone.
 */
const OF_EVERY_INSTANCE = [
  'PrivateDevices', 'ProtectKernelTunables', 'ProtectKernelModules', 'ProtectKernelLogs', 'ProtectControlGroups', 'ProtectClock', 'ProtectHostname',
];

/** Keys that the supervisor obeys, or that only inform people. Every other one is told as not imitated. */
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
    'StartLimitIntervalSec', 'StartLimitInterval',
    'StartLimitBurst', 'RuntimeDirectory', 'RuntimeDirectoryMode', 'RuntimeDirectoryPreserve', 'StateDirectory',
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

/** Where a service's output goes by itself. */
const OUTPUTS = ['journal', 'inherit', 'null', 'syslog', 'journal+console'];

export function isImitated({ section, key, value }: UnitEntry): boolean {
  if (key === 'StandardOutput' || key === 'StandardError') return OUTPUTS.includes(value) || /^(file|append|truncate):\//.test(value);
  if (key === 'StandardInput') return value === 'null';
  return IMITATED[section]?.includes(key) ?? false;
}
