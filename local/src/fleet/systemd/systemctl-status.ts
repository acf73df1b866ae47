import { CommandAnswer } from './command-answer';
import { timeText } from './journalctl';
import { Service } from './service';
import { statusText } from './service-state';
import { changedOnDisk } from './systemctl-jobs';
import type { SystemctlOptions } from './systemctl-options';
import { namedUnits } from './systemctl-units';
import type { UnitManager } from './unit-manager';
import type { Unit } from './unit-registry';

export function showStatus(options: SystemctlOptions, manager: UnitManager): CommandAnswer {
  const answer = new CommandAnswer();
  if (options.units.length === 0) return answer.out('● local instance', `    Units: ${manager.registry.all().length} loaded`);
  const names = namedUnits(options, manager, answer);
  if (!names) return answer;
  for (const [index, name] of names.entries()) {
    const unit = manager.registry.unit(name);
    // The first unit that is not running determines the status.
    const exit = (code: number) => (answer.code === 0 ? answer.exit(code) : answer);
    if (unit.definition.loadState === 'not-found' && unit.active === 'inactive') {
      exit(4).error(`Unit ${unit.id} could not be found.`);
      continue;
    }
    if (index > 0) answer.out('');
    if (manager.registry.isOutdated(unit)) answer.error(changedOnDisk(unit));
    exit(unit.active === 'active' || unit.active === 'reloading' ? 0 : 3).out(...statusLines(unit, manager, options.lines));
  }
  return answer;
}

function statusLines(unit: Unit, manager: UnitManager, lines: number): string[] {
  const description = unit.definition.value('Unit', 'Description');
  return [
    `${DOTS[unit.active] ?? '●'} ${unit.id}${description === undefined ? '' : ` - ${description}`}`,
    `     Loaded: ${loadedText(unit, manager)}`,
    ...(unit instanceof Service ? serviceLines(unit) : [`     Active: ${unit.active}`]),
    ...(unit instanceof Service ? journalLines(unit, lines) : []),
  ];
}

const DOTS: Readonly<Record<string, string>> = { failed: '×', inactive: '○', reloading: '↻' };

function loadedText({ id, definition }: Unit, manager: UnitManager): string {
  switch (definition.loadState) {
    case 'masked': return `masked (Reason: Unit ${id} is masked.)`;
    case 'not-found': return `not-found (Reason: Unit ${id} not found.)`;
    case 'bad-setting': return `bad-setting (Reason: Unit ${id} has a bad unit file setting.)`;
    default: return `loaded (${[definition.fragmentPath, manager.installation.state(definition.name) ?? 'disabled'].join('; ')})`;
  }
}

function serviceLines(service: Service): string[] {
  const { active, sub, result, since, mainPid, mainExit } = service;
  const why = active === 'failed' || sub === 'auto-restart' ? `Result: ${result}` : sub;
  const members = service.processes.list();
  return [
    `     Active: ${active} (${why})${since ? ` since ${since.toISOString()}` : ''}`,
    ...(mainPid === undefined ? [] : [`   Main PID: ${mainPid} (${service.processes.nameOf(mainPid)})`]),
    ...(mainExit && mainPid === undefined ? [`   Main PID: ${service.main.lastPid} (${statusText(mainExit)})`] : []),
    ...(members.length === 0 ? [] : [
      `      Tasks: ${members.length}`,
      `     Memory: ${(service.processes.residentBytes() / 2 ** 20).toFixed(1)}M`,
      `     CGroup: /system.slice/${service.id}`,
    ]),
  ];
}

/** Only lines since the unit's last start: earlier ones are in `journalctl`. */
function journalLines(service: Service, count: number): string[] {
  const time = service.invocationId === '' ? undefined : service.log.timeOf(service.invocationId);
  const entries = service.log.entries().filter((entry) => time === undefined || (entry.time >= time.since && entry.time < time.until));
  const newest = count <= 0 ? [] : entries.slice(-count);
  const lines = newest.map(({ time: at, identifier, pid, text }) => `${timeText(new Date(at))} localhost ${identifier}[${pid}]: ${text}`);
  return lines.length === 0 ? [] : ['', ...lines];
}
