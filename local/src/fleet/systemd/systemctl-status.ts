import { statusText } from './exit-status';
import { timeText } from './journalctl';
import { Service } from './service';
import type { SystemctlCall } from './systemctl-call';
import { changedOnDisk } from './systemctl-jobs';
import { refusalOf } from './transaction';
import type { UnitManager } from './unit-manager';
import type { Unit } from './unit-registry';

export function showStatus(call: SystemctlCall): void {
  const { manager, answer, options: { units, lines } } = call;
  if (units.length === 0) return void answer.out('● local instance', `    Units: ${manager.registry.all().length} loaded`);
  for (const [index, name] of call.names().entries()) {
    const unit = manager.registry.unit(name);
    const isMissing = unit.definition.loadState === 'not-found' && unit.active === 'inactive';
    // The first unit that is not running determines the status.
    if (answer.code === 0) answer.exit(isMissing ? 4 : unit.active === 'active' || unit.active === 'reloading' ? 0 : 3);
    if (isMissing) {
      answer.error(`Unit ${unit.id} could not be found.`);
      continue;
    }
    if (index > 0) answer.out('');
    if (manager.registry.isOutdated(unit)) answer.error(changedOnDisk(unit));
    const { description } = unit.definition;
    answer.out(
      `${DOTS[unit.active] ?? '●'} ${unit.id}${description === undefined ? '' : ` - ${description}`}`,
      `     Loaded: ${loadedText(unit, manager)}`,
      ...(unit instanceof Service ? [...serviceLines(unit), ...journalLines(unit, lines)] : [`     Active: ${unit.active}`]),
    );
  }
}

const DOTS: Readonly<Record<string, string>> = { failed: '×', inactive: '○', reloading: '↻' };

function loadedText(unit: Unit, manager: UnitManager): string {
  const { definition } = unit;
  const refusal = refusalOf(unit);
  if (refusal) return `${definition.loadState} (Reason: ${refusal.message})`;
  return `loaded (${definition.fragmentPath}; ${manager.installation.state(definition.name) ?? 'disabled'})`;
}

function serviceLines(service: Service): string[] {
  const { active, sub, result, since, mainPid, mainExit } = service;
  const why = active === 'failed' || sub === 'auto-restart' ? `Result: ${result}` : sub;
  const members = service.processes.list();
  return [
    `     Active: ${active} (${why})${since ? ` since ${timeText(since, 'short-full')}` : ''}`,
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
