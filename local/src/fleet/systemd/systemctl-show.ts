import { constants } from 'node:os';
import { exitNumber } from './exit-status';
import { timeText } from './journalctl';
import { Service } from './service';
import type { SystemctlCall } from './systemctl-call';
import type { UnitManager } from './unit-manager';
import { matcherOf } from './unit-pattern';
import type { Unit } from './unit-registry';
import { limitOf, DEFAULT_OPEN_FILES } from '../../unit/resource-limits';
import type { ServiceSettings } from '../../unit/service-settings';
import { formatTimeSpan } from '../../unit/time-span';
import { isPattern, parseUnitName, unitNameOf } from '../../unit/unit-name';

export function showUnits(call: SystemctlCall): void {
  const { manager, answer, options: { units, properties, all, value: isValueOnly } } = call;
  for (const [index, name] of (units.length === 0 ? [] : call.names()).entries()) {
    const unit = manager.registry.unit(name);
    if (index > 0) answer.out('');
    for (const [key, value] of propertiesOf(unit, manager)) {
      const isShown = properties.length === 0 ? all || value !== '' : properties.includes(key);
      if (isShown) answer.out(isValueOnly ? value : `${key}=${value}`);
    }
  }
}

/** In the order of systemd, on which scripts may rely that print values alone. */
function propertiesOf(unit: Unit, manager: UnitManager): [string, string][] {
  if (!(unit instanceof Service)) return Object.entries(unitProperties(unit, manager));
  const { definition: { settings } } = unit;
  return Object.entries({ ...(settings && settingsBefore(settings)), ...stateProperties(unit), ...(settings && settingsAfter(unit, settings)) })
    .concat(Object.entries(unitProperties(unit, manager)));
}

function settingsBefore(settings: ServiceSettings): Record<string, string> {
  return {
    Type: settings.typeName,
    Restart: settings.restart,
    RestartUSec: formatTimeSpan(settings.restartDelay),
    TimeoutStartUSec: formatTimeSpan(settings.timeoutStart),
    TimeoutStopUSec: formatTimeSpan(settings.timeoutStop),
    RemainAfterExit: yesNo(settings.remainAfterExit),
    SuccessExitStatus: [...settings.successStatuses].sort((a, b) => Number(/^\d/.test(b)) - Number(/^\d/.test(a)) || Number(a) - Number(b)).join(' '),
  };
}

function stateProperties(service: Service): Record<string, string> {
  const { mainExit } = service;
  const isActive = service.active === 'active';
  return {
    MainPID: String(service.mainPid ?? 0),
    Result: service.result,
    NRestarts: String(service.restarts),
    ExecMainCode: mainExit ? mainExit.signal === null ? '1' : '2' : '0',
    ExecMainStatus: String(exitNumber(mainExit)),
    Slice: 'system.slice',
    ControlGroup: isActive ? `/system.slice/${service.id}` : '',
    MemoryCurrent: isActive ? String(service.processes.residentBytes()) : '[not set]',
  };
}

function settingsAfter({ definition }: Service, settings: ServiceSettings): Record<string, string> {
  const files = limitOf(definition, 'NOFILE') ?? DEFAULT_OPEN_FILES;
  return {
    Environment: Object.entries(settings.environment).map(([name, value]) => quoted(`${name}=${value}`)).join(' '),
    LimitNOFILE: files.hard === 'unlimited' ? 'infinity' : files.hard,
    LimitNOFILESoft: files.soft === 'unlimited' ? 'infinity' : files.soft,
    WorkingDirectory: definition.value('Service', 'WorkingDirectory') ?? '',
    User: settings.user,
    NoNewPrivileges: yesNo(settings.protection.noNewPrivileges),
    KillMode: settings.killMode,
    KillSignal: String(constants.signals[settings.killSignal]),
  };
}

function unitProperties(unit: Unit, manager: UnitManager): Record<string, string> {
  const { definition } = unit;
  const service = unit instanceof Service ? unit : undefined;
  const since = service?.since;
  const settings = service?.definition.settings;
  return {
    Id: unit.id,
    Names: unit.id,
    Description: definition.description ?? unit.id,
    LoadState: definition.loadState,
    ActiveState: unit.active,
    SubState: unit.sub,
    FragmentPath: definition.fragmentPath,
    DropInPaths: definition.files.slice(1).map(({ path }) => path).join(' '),
    UnitFileState: definition.loadState === 'not-found' ? '' : manager.installation.state(definition.name) ?? '',
    ...(service && { ActiveEnterTimestamp: since && service.active === 'active' ? timeText(since, 'short-full') : '' }),
    CanStart: yesNo(definition.loadState === 'loaded'),
    CanStop: 'yes',
    CanReload: yesNo(service?.canReload() ?? false),
    NeedDaemonReload: yesNo(manager.registry.isOutdated(unit)),
    ...(service && { ConditionResult: yesNo(service.conditionResult && since !== undefined) }),
    ...(service && { AssertResult: yesNo(since !== undefined) }),
    ...(settings && { StartLimitIntervalUSec: formatTimeSpan(settings.startLimitInterval), StartLimitBurst: String(settings.startLimitBurst) }),
    ...(service && { InvocationID: service.invocationId }),
  };
}

function yesNo(value: boolean): string {
  return value ? 'yes' : 'no';
}

/** Quotes words with shell metacharacters as systemctl does. */
function quoted(text: string): string {
  return /^[A-Za-z0-9_=.,:/@%+-]*$/.test(text) ? text : `"${text.replace(/["\\$`]/g, '\\$&').replace(/\n/g, '\\n')}"`;
}

export function catUnits(call: SystemctlCall): void {
  const definitions = call.names().map((name) => call.manager.registry.unit(name).definition);
  for (const { name } of definitions.filter(({ files }) => files.length === 0)) call.answer.error(`No files found for ${name.id}.`).exit(1);
  for (const [index, { path, text }] of definitions.flatMap(({ files }) => files).entries()) {
    call.answer.out(...(index === 0 ? [] : ['']), `# ${path}`, text.replace(/\n$/, ''));
  }
}

export function listUnits({ options, manager, answer }: SystemctlCall): void {
  const { units, types, states, all, noLegend, plain } = options;
  const matches = selection(units);
  const kinds = types.map((type) => type.replace(/s$/, ''));
  const shown = manager.registry.all().filter(({ id, active, sub, definition: { name, loadState } }) => (
    matches(id) && (kinds.length === 0 || kinds.includes(name.suffix))
    && (states.length > 0 ? states.some((state) => [active, sub, loadState].some((each) => each === state)) : all || active !== 'inactive')));
  const heading = [' ', 'UNIT', 'LOAD', 'ACTIVE', 'SUB', 'DESCRIPTION'];
  const rows = shown.map(({ id, active, sub, definition: { loadState, description } }) => (
    [active === 'failed' || loadState !== 'loaded' ? '●' : ' ', id, loadState, active, sub, description ?? id]));
  answer.out(...aligned((noLegend ? rows : [heading, ...rows]).map((row) => row.slice(plain ? 1 : 0))));
  if (noLegend) return;
  const others = !all && states.length === 0 ? ' Pass --all to see loaded but inactive units, too.' : '';
  answer.out(...shown.length === 0 ? [] : LEGEND, `${shown.length} loaded units listed.${others}`);
  if (states.length === 0) answer.out("To show all installed unit files use 'systemctl list-unit-files'.");
}

const LEGEND = [
  '',
  'LOAD   = Reflects whether the unit definition was properly loaded.',
  'ACTIVE = The high-level unit activation state, i.e. generalization of SUB.',
  'SUB    = The low-level unit activation state, values depend on unit type.',
];

/** The last column is not padded. */
function aligned(rows: readonly (readonly string[])[]): string[] {
  const widths = rows[0]?.map((_, column) => Math.max(...rows.map((row) => row[column]!.length))) ?? [];
  return rows.map((row) => row.map((cell, column) => (column === row.length - 1 ? cell : cell.padEnd(widths[column]!))).join(' '));
}

export function listUnitFiles({ options: { units, states, noLegend }, manager: { installation }, answer }: SystemctlCall): void {
  const files = installation.unitFiles().filter(selection(units))
    .map((file) => ({ file, state: installation.state(parseUnitName(file)!) ?? '-' }))
    .filter(({ state }) => states.length === 0 || states.includes(state));
  if (!noLegend) answer.out('UNIT FILE STATE PRESET');
  for (const { file, state } of files) answer.out(`${file} ${state} ${['static', 'alias', 'masked'].includes(state) ? '-' : 'enabled'}`);
  if (!noLegend) answer.out('', `${files.length} unit files listed.`);
  answer.exit(units.length > 0 && files.length === 0 ? 1 : 0);
}

function selection(words: readonly string[]): (id: string) => boolean {
  const all = words.map((word) => (isPattern(word) ? matcherOf(word) : (id: string) => id === unitNameOf(word)?.id));
  return (id) => all.length === 0 || all.some((matches) => matches(id));
}
