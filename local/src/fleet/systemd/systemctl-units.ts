import { CommandAnswer } from './command-answer';
import type { SystemctlOptions } from './systemctl-options';
import type { UnitManager } from './unit-manager';
import { isPattern, mangledName, matcherOf, type UnitName } from '../../unit/unit-name';

/** The units that a command names; patterns match loaded units. */
export function namedUnits(options: SystemctlOptions, manager: UnitManager, answer: CommandAnswer): UnitName[] | undefined {
  if (options.units.length === 0) {
    answer.error('Too few arguments.').exit(1);
    return undefined;
  }
  const names: UnitName[] = [];
  for (const word of options.units) {
    if (isPattern(word)) {
      const matches = matcherOf(word);
      const found = manager.registry.all().filter(({ id, definition }) => matches(id) && definition.loadState !== 'not-found');
      names.push(...found.map(({ definition }) => definition.name));
      continue;
    }
    const mangled = mangledName(word);
    if (!mangled) {
      answer.error('Failed to mangle name: Invalid argument', 'Failed to expand names: Invalid argument').exit(1);
      return undefined;
    }
    if (mangled.warning) answer.error(mangled.warning);
    names.push(mangled.name);
  }
  return names;
}

/** Runs `work` for all units concurrently. */
export async function eachName(
  options: SystemctlOptions, manager: UnitManager, work: (name: UnitName) => Promise<CommandAnswer>,
): Promise<CommandAnswer> {
  const answer = new CommandAnswer();
  const names = namedUnits(options, manager, answer);
  if (!names) return answer;
  if (options.verb === 'start' && options.units.some(isPattern)) {
    answer.error(
      'Warning: systemctl start called with a glob pattern.', 'Hint: unit globs expand to loaded units, so start will usually have no effect.',
      '      Passing --all will also load units which are pulled in by other units.', '      See systemctl(1) for more details.',
    );
  }
  for (const other of await Promise.all(names.map(work))) answer.add(other);
  return answer;
}
