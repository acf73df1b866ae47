import type { UnitEntry } from './unit-file';

/** Keys that the supervisor obeys, or that only inform people. Every other one is told as not imitated. */
const IMITATED: Readonly<Record<string, readonly string[]>> = {
  Unit: [
    'Description', 'Documentation', 'After', 'Before', 'Requires', 'Wants', 'BindsTo', 'Requisite',
    'StartLimitIntervalSec', 'StartLimitInterval', 'StartLimitBurst', 'ConditionPathExists', 'AssertPathExists',
  ],
  Service: [
    'Type', 'ExecStart', 'ExecStartPre', 'ExecStartPost', 'ExecStop', 'ExecStopPost', 'ExecReload', 'ExecCondition',
    'User', 'Group', 'DynamicUser', 'WorkingDirectory', 'UMask', 'Environment', 'EnvironmentFile', 'UnsetEnvironment',
    'Restart', 'RestartSec', 'SuccessExitStatus', 'RestartPreventExitStatus', 'RestartForceExitStatus', 'RemainAfterExit', 'PIDFile',
    'TimeoutSec', 'TimeoutStartSec', 'TimeoutStopSec', 'KillSignal', 'RestartKillSignal', 'FinalKillSignal', 'KillMode', 'SendSIGKILL',
    'RuntimeDirectory', 'RuntimeDirectoryMode', 'RuntimeDirectoryPreserve', 'StateDirectory', 'StateDirectoryMode', 'CacheDirectory', 'CacheDirectoryMode',
    'LogsDirectory', 'LogsDirectoryMode', 'ConfigurationDirectory', 'ConfigurationDirectoryMode', 'SyslogIdentifier',
  ],
  Install: ['WantedBy', 'RequiredBy', 'Alias', 'DefaultInstance'],
};

/** Where a service's output goes by itself. */
const OUTPUTS = ['journal', 'inherit', 'syslog', 'journal+console'];

export function isImitated({ section, key, value }: UnitEntry): boolean {
  if (key === 'StandardOutput' || key === 'StandardError') return OUTPUTS.includes(value);
  return IMITATED[section]?.includes(key) ?? false;
}
