import { CommandAnswer } from './command-answer';
import { Service } from './service';
import type { SystemctlOptions } from './systemctl-options';
import type { UnitManager } from './unit-manager';
import type { Unit } from './unit-registry';
import { isPattern, matcherOf, parseUnitName } from '../../unit/unit-name';

export function listUnits(options: SystemctlOptions, manager: UnitManager): CommandAnswer {
  const matches = selection(options.units);
  const shown = manager.registry.all().filter((unit) => matches(unit.id) && isShown(unit, options));
  const answer = new CommandAnswer();
  if (!options.noLegend) answer.out('UNIT LOAD ACTIVE SUB DESCRIPTION');
  for (const unit of shown) {
    const { id, active, definition } = unit;
    answer.out([id, definition.loadState, active, subOf(unit), definition.value('Unit', 'Description') ?? id].join(' '));
  }
  return options.noLegend ? answer : answer.out('', `${shown.length} loaded units listed.`);
}

function isShown(unit: Unit, { types, states, all }: SystemctlOptions): boolean {
  const kinds = types.map((type) => (type.endsWith('s') ? type.slice(0, -1) : type));
  if (kinds.length > 0 && !kinds.includes(unit.definition.name.suffix)) return false;
  if (states.length > 0) return states.some((state) => [unit.active, subOf(unit), unit.definition.loadState].includes(state));
  return all || unit.active !== 'inactive';
}

function subOf(unit: Unit): string {
  return unit instanceof Service ? unit.sub : unit.active === 'active' ? 'active' : 'dead';
}

export function listUnitFiles(options: SystemctlOptions, manager: UnitManager): CommandAnswer {
  const matches = selection(options.units);
  const { installation } = manager;
  const files = installation.unitFiles().filter(matches).map((file) => ({ file, state: installation.state(parseUnitName(file)!) ?? '-' }))
    .filter(({ state }) => options.states.length === 0 || options.states.includes(state));
  const answer = new CommandAnswer();
  if (!options.noLegend) answer.out('UNIT FILE STATE PRESET');
  for (const { file, state } of files) answer.out(`${file} ${state} ${['static', 'alias', 'masked'].includes(state) ? '-' : 'enabled'}`);
  if (!options.noLegend) answer.out('', `${files.length} unit files listed.`);
  return answer.exit(options.units.length > 0 && files.length === 0 ? 1 : 0);
}

function selection(words: readonly string[]): (id: string) => boolean {
  const all = words.map((word) => (isPattern(word) ? matcherOf(word) : (id: string) => id === parseUnitName(word)?.id));
  return (id) => all.length === 0 || all.some((matches) => matches(id));
}
