import { CommandAnswer } from './command-answer';
import { startNow, stopNow } from './systemctl-jobs';
import type { SystemctlOptions } from './systemctl-options';
import { eachName, namedUnits } from './systemctl-units';
import type { Changed } from './unit-installation';
import type { UnitManager } from './unit-manager';
import { isPattern, parseUnitName, type UnitName } from '../../unit/unit-name';

const NOTHING_TO_INSTALL = [
  'The unit files have no installation config (WantedBy=, RequiredBy=, Also=,',
  'Alias= settings in the [Install] section, and DefaultInstance= for template',
  'units). This means they are not meant to be enabled using systemctl.',
  ' ',
  'Possible reasons for having this kind of units are:',
  '• A unit may be statically enabled by being symlinked from another unit\'s',
  '  .wants/ or .requires/ directory.',
  '• A unit\'s purpose may be to act as a helper for some other unit which has',
  '  a requirement dependency on it.',
  '• A unit may be started when needed via activation (socket, path, timer,',
  '  D-Bus, udev, scripted systemctl call, ...).',
  '• In case of template units, the unit is meant to be enabled with some',
  '  instance name specified.',
];

/** The verbs that determine what starts at boot. Without `--no-reload`, they end with a daemon-reload. */
export const changeInstallation = {
  enable,
  disable: async (options: SystemctlOptions, manager: UnitManager) => {
    const answer = new CommandAnswer();
    const names = namedUnits(options, manager, answer);
    if (!names) return answer;
    const changed = await manager.installation.disable(names);
    return finish(answer, changed, options, manager, () => stopNow(options, manager));
  },
  reenable: async (options: SystemctlOptions, manager: UnitManager) => {
    const answer = new CommandAnswer();
    const names = namedUnits(options, manager, answer);
    if (!names) return answer;
    const removed = await manager.installation.disable(names, 'reenable');
    if (removed.error !== undefined) return finish(answer, removed, options, manager);
    answer.error(...removed.output);
    return finish(answer, await manager.installation.enable(names), options, manager, () => startNow(options, manager));
  },
  link: async (options: SystemctlOptions, manager: UnitManager) => {
    const changed = await manager.installation.link(options.units);
    return finish(new CommandAnswer(), changed, options, manager);
  },
  mask: (options: SystemctlOptions, manager: UnitManager) => eachName(options, manager, async (name) => {
    const changed = await manager.installation.mask(name, options.runtime);
    return finish(new CommandAnswer(), changed, options, manager, () => stopNow({ ...options, units: [name.id] }, manager));
  }),
  unmask: (options: SystemctlOptions, manager: UnitManager) => eachName(options, manager, async (name) => (
    finish(new CommandAnswer(), await manager.installation.unmask(name, options.runtime), { ...options, now: false }, manager))),
};

async function enable(options: SystemctlOptions, manager: UnitManager): Promise<CommandAnswer> {
  const answer = new CommandAnswer();
  if (options.units.length === 0) return answer.error('Too few arguments.').exit(1);
  const words: (UnitName | string)[] = [];
  for (const word of options.units) {
    const name = word.includes('/') ? word : parseUnitName(word);
    if (name === undefined || isPattern(word)) return answer.error(`Failed to enable unit: Invalid unit name "${word}".`).exit(1);
    words.push(name);
  }
  const changed = await manager.installation.enable(words);
  if (changed.hasNothingToInstall && !options.quiet) answer.error(...NOTHING_TO_INSTALL);
  const units = words.map((word) => (typeof word === 'string' ? word.slice(word.lastIndexOf('/') + 1) : word.id));
  return finish(answer, changed, options, manager, () => startNow({ ...options, units }, manager));
}

async function finish(
  answer: CommandAnswer, changed: Changed, options: SystemctlOptions, manager: UnitManager, afterwards?: () => Promise<CommandAnswer>,
): Promise<CommandAnswer> {
  if (!options.quiet) answer.error(...changed.output);
  if (changed.error !== undefined) return answer.error(changed.error).exit(1);
  if (!options.noReload) manager.registry.reload();
  return options.now && afterwards ? answer.add(await afterwards()) : answer;
}
