import { CommandAnswer } from './command-answer';
import type { Service } from './service';
import type { SystemctlOptions } from './systemctl-options';
import { isRunning, type UnitManager } from './unit-manager';
import { parseUnitName } from './unit-name';

export function showStatus(options: SystemctlOptions, manager: UnitManager): CommandAnswer {
  const answer = new CommandAnswer();
  if (options.units.length === 0) return answer.out('● local instance', `    Units: ${manager.loaded().length} loaded`);
  for (const unit of options.units) {
    const name = parseUnitName(unit);
    const service = name && manager.service(name);
    if (!service) {
      answer.error(`Unit ${name?.id ?? unit} could not be found.`).exit(4);
      continue;
    }
    answer.out(...statusLines(service, manager, options.lines)).exit(isRunning(service) && service.sub !== 'auto-restart' ? 0 : 3);
  }
  return answer;
}

function statusLines(service: Service, manager: UnitManager, lines: number): string[] {
  const dot = service.active === 'failed' ? '×' : isRunning(service) ? '●' : '○';
  const why = service.active === 'failed' || service.sub === 'auto-restart' ? `Result: ${service.result}` : service.sub;
  const main = service.mainPid ?? undefined;
  const exit = service.mainExit;
  return [
    `${dot} ${service.id} - ${service.description}`,
    service.definition.masked
      ? '     Loaded: masked (Reason: Unit is masked.)'
      : `     Loaded: loaded (${service.definition.fragmentPath}; ${manager.installation.state(service.definition.name) ?? 'disabled'})`,
    `     Active: ${service.active} (${why})${service.since ? ` since ${service.since.toISOString()}` : ''}`,
    ...(main === undefined ? [] : [`   Main PID: ${main}`, `      Tasks: ${service.processes.list().length}`, `     Memory: ${(service.processes.residentBytes() / 2 ** 20).toFixed(1)}M`]),
    ...(exit ? [`    Process: exited, ${exit.signal ? `status=${exit.signal}` : `status=${exit.code}`}`] : []),
    ...(lines > 0 ? ['', ...service.log.tail(lines)] : []),
  ];
}

export function showUnits(options: SystemctlOptions, manager: UnitManager): CommandAnswer {
  const answer = new CommandAnswer();
  for (const [index, unit] of options.units.entries()) {
    const name = parseUnitName(unit);
    const service = name && manager.service(name);
    const all = service ? propertiesOf(service, manager) : {
      Id: name?.id ?? unit, Names: name?.id ?? unit, LoadState: 'not-found', ActiveState: 'inactive', SubState: 'dead', UnitFileState: '', MainPID: '0', Result: 'success', NRestarts: '0',
    };
    if (index > 0) answer.out('');
    for (const [key, value] of Object.entries(all)) {
      if (options.properties.length > 0 && !options.properties.includes(key)) continue;
      answer.out(options.value ? value : `${key}=${value}`);
    }
  }
  return answer;
}

function propertiesOf(service: Service, manager: UnitManager): Record<string, string> {
  const { definition } = service;
  return {
    Id: service.id,
    Names: service.id,
    Description: service.description,
    LoadState: definition.masked ? 'masked' : 'loaded',
    ActiveState: service.active,
    SubState: service.sub,
    FragmentPath: definition.fragmentPath,
    DropInPaths: definition.files.slice(1).map(({ path }) => path).join(' '),
    UnitFileState: manager.installation.state(definition.name) ?? '',
    NeedDaemonReload: manager.isOutdated(service) ? 'yes' : 'no',
    Type: definition.value('Service', 'Type') ?? 'simple',
    Restart: definition.value('Service', 'Restart') ?? 'no',
    User: definition.value('Service', 'User') ?? '',
    MainPID: String(service.mainPid ?? 0),
    ExecMainStatus: String(service.mainExit?.code ?? 0),
    Result: service.result,
    NRestarts: String(service.restarts),
    MemoryCurrent: String(service.processes.residentBytes()),
    ActiveEnterTimestamp: service.active === 'active' ? service.since?.toISOString() ?? '' : '',
    StateChangeTimestamp: service.since?.toISOString() ?? '',
  };
}

export function catUnits(options: SystemctlOptions, manager: UnitManager): CommandAnswer {
  const answer = new CommandAnswer();
  for (const unit of options.units) {
    const name = parseUnitName(unit);
    const service = name && manager.service(name);
    if (!service) answer.error(`No files found for ${name?.id ?? unit}.`).exit(1);
    for (const { path, text } of service?.definition.files ?? []) answer.out(`# ${path}`, text.replace(/\n$/, ''));
  }
  return answer;
}

export function listUnits(options: SystemctlOptions, manager: UnitManager): CommandAnswer {
  const shown = manager.loaded().filter((service) => {
    if (options.types.length > 0 && !options.types.includes('service')) return false;
    if (options.states.length > 0) return options.states.includes(service.active) || options.states.includes(service.sub);
    return options.all || service.active !== 'inactive';
  });
  const answer = new CommandAnswer();
  if (!options.noLegend) answer.out('  UNIT LOAD ACTIVE SUB DESCRIPTION');
  answer.out(...shown.map((service) => `${service.active === 'failed' ? '●' : ' '} ${service.id} loaded ${service.active} ${service.sub} ${service.description}`));
  return options.noLegend ? answer : answer.out('', `${shown.length} loaded units listed.`);
}

export function listUnitFiles(options: SystemctlOptions, manager: UnitManager): CommandAnswer {
  const asked = options.units.map((unit) => parseUnitName(unit)?.id);
  const files = manager.installation.unitFiles().filter((file) => asked.length === 0 || asked.includes(file));
  const answer = new CommandAnswer();
  if (!options.noLegend) answer.out('UNIT FILE STATE');
  for (const file of files) answer.out(`${file} ${manager.installation.state(parseUnitName(file)!) ?? '-'}`);
  return answer.exit(options.units.length > 0 && files.length === 0 ? 1 : 0);
}
