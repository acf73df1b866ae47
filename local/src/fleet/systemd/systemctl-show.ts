import { constants } from 'node:os';
import { CommandAnswer } from './command-answer';
import { Service } from './service';
import { exitNumber } from './service-state';
import type { SystemctlOptions } from './systemctl-options';
import { namedUnits } from './systemctl-units';
import type { UnitManager } from './unit-manager';
import type { Unit } from './unit-registry';
import { limitOf, DEFAULT_OPEN_FILES } from '../../unit/resource-limits';
import type { ServiceSettings } from '../../unit/service-settings';
import { formatTimeSpan } from '../../unit/time-span';

export function showUnits(options: SystemctlOptions, manager: UnitManager): CommandAnswer {
  const answer = new CommandAnswer();
  if (options.units.length === 0) return answer;
  for (const [index, name] of (namedUnits(options, manager, answer) ?? []).entries()) {
    const unit = manager.registry.unit(name);
    if (index > 0) answer.out('');
    for (const [key, value] of Object.entries({ ...unitProperties(unit, manager), ...(unit instanceof Service && serviceProperties(unit)) })) {
      if (options.properties.length > 0 && !options.properties.includes(key)) continue;
      answer.out(options.value ? value : `${key}=${value}`);
    }
  }
  return answer;
}

function unitProperties(unit: Unit, manager: UnitManager): Record<string, string> {
  const { definition } = unit;
  const list = (key: string) => definition.related(key).join(' ');
  return {
    Id: unit.id,
    Names: unit.id,
    Requires: list('Requires'),
    Wants: list('Wants'),
    After: list('After'),
    Description: definition.value('Unit', 'Description') ?? unit.id,
    LoadState: definition.loadState,
    ActiveState: unit.active,
    SubState: unit instanceof Service ? unit.sub : unit.active === 'active' ? 'active' : 'dead',
    FragmentPath: definition.fragmentPath,
    DropInPaths: definition.files.slice(1).map(({ path }) => path).join(' '),
    UnitFileState: definition.loadState === 'not-found' ? '' : manager.installation.state(definition.name) ?? '',
    CanStart: definition.loadState === 'loaded' ? 'yes' : 'no',
    CanStop: 'yes',
    CanReload: unit instanceof Service && unit.canReload() ? 'yes' : 'no',
    NeedDaemonReload: manager.registry.isOutdated(unit) ? 'yes' : 'no',
  };
}

function serviceProperties(service: Service): Record<string, string> {
  const { mainExit, since, definition: { settings } } = service;
  const timestamp = since?.toISOString() ?? '';
  return {
    MainPID: String(service.mainPid ?? 0),
    Result: service.result,
    NRestarts: String(service.restarts),
    ExecMainCode: mainExit ? mainExit.signal === null ? '1' : '2' : '0',
    ExecMainStatus: String(exitNumber(mainExit)),
    ConditionResult: service.conditionResult && service.since !== undefined ? 'yes' : 'no',
    InvocationID: service.invocationId,
    ControlGroup: service.active === 'active' ? `/system.slice/${service.id}` : '',
    MemoryCurrent: service.active === 'active' ? String(service.processes.residentBytes()) : '[not set]',
    TasksCurrent: service.active === 'active' ? String(service.processes.list().length) : '[not set]',
    ActiveEnterTimestamp: service.active === 'active' ? timestamp : '',
    StateChangeTimestamp: timestamp,
    ...(settings && settingProperties(service, settings)),
  };
}

function settingProperties({ definition }: Service, settings: ServiceSettings): Record<string, string> {
  const { protection } = settings;
  const files = limitOf(definition, 'NOFILE') ?? DEFAULT_OPEN_FILES;
  const yesNo = (value: boolean) => (value ? 'yes' : 'no');
  return {
    Type: settings.typeName,
    Restart: settings.restart,
    PIDFile: settings.pidFile ?? '',
    RestartUSec: formatTimeSpan(settings.restartDelay),
    TimeoutStartUSec: formatTimeSpan(settings.timeoutStart),
    TimeoutStopUSec: formatTimeSpan(settings.timeoutStop),
    RuntimeMaxUSec: formatTimeSpan(settings.longestRun),
    RemainAfterExit: yesNo(settings.remainAfterExit),
    SuccessExitStatus: [...settings.successStatuses].sort((a, b) => Number(/^\d/.test(b)) - Number(/^\d/.test(a)) || Number(a) - Number(b)).join(' '),
    Environment: Object.entries(settings.environment).map(([name, value]) => quoted(`${name}=${value}`)).join(' '),
    EnvironmentFiles: settings.environmentFiles.map(({ path, optional }) => `${path} (ignore_errors=${yesNo(optional)})`).join(' '),
    UMask: settings.umask.padStart(4, '0'),
    LimitNOFILE: files.hard === 'unlimited' ? 'infinity' : files.hard,
    LimitNOFILESoft: files.soft === 'unlimited' ? 'infinity' : files.soft,
    WorkingDirectory: definition.value('Service', 'WorkingDirectory') ?? '',
    User: settings.user,
    Group: settings.group,
    DynamicUser: yesNo(settings.dynamicUser),
    NoNewPrivileges: yesNo(protection.noNewPrivileges),
    PrivateTmp: yesNo(protection.privateTmp),
    ProtectSystem: definition.value('Service', 'ProtectSystem') ?? (settings.dynamicUser ? 'strict' : 'no'),
    KillMode: settings.killMode,
    KillSignal: String(constants.signals[settings.killSignal]),
    SendSIGKILL: yesNo(settings.sendSigkill),
    StartLimitIntervalUSec: formatTimeSpan(settings.startLimitInterval),
    StartLimitBurst: String(settings.startLimitBurst),
  };
}

/** Quotes words with shell metacharacters as systemctl does. */
function quoted(text: string): string {
  return /^[A-Za-z0-9_=.,:/@%+-]*$/.test(text) ? text : `"${text.replace(/["\\$`]/g, '\\$&')}"`;
}

export function catUnits(options: SystemctlOptions, manager: UnitManager): CommandAnswer {
  const answer = new CommandAnswer();
  const names = namedUnits(options, manager, answer);
  for (const name of names ?? []) {
    const { files } = manager.registry.unit(name).definition;
    if (files.length === 0) answer.error(`No files found for ${name.id}.`).exit(1);
    for (const { path, text } of files) answer.out(...(answer.lines.length === 0 ? [] : ['']), `# ${path}`, text.replace(/\n$/, ''));
  }
  return answer;
}
