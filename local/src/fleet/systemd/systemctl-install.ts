import { CommandAnswer } from './command-answer';
import { each, start, stop } from './systemctl-jobs';
import { loadUnit, type UnitDefinition } from './unit-definition';
import { hasInstallSection } from './unit-installation';
import type { UnitManager } from './unit-manager';
import type { UnitName } from './unit-name';

const NOTHING_TO_INSTALL = [
  'The unit files have no installation config (WantedBy=, RequiredBy=, Also=,',
  'Alias= settings in the [Install] section, and DefaultInstance= for template',
  'units). This means they are not meant to be enabled or disabled using systemctl.',
];

/** The verbs that decide what a boot starts. */
export const changeInstallation = {
  enable: each(async (name, manager, { now }) => {
    const definition = find(name, manager);
    if (!definition) return missing('enable', name);
    if (definition.masked) return new CommandAnswer().error(`Failed to enable unit: Unit file ${definition.fragmentPath || name.id} is masked.`).exit(1);
    const answer = new CommandAnswer();
    if (!hasInstallSection(definition)) answer.error(...NOTHING_TO_INSTALL);
    answer.error(...await manager.installation.enable(definition));
    manager.reload();
    return now ? append(answer, await start(name, manager, 'start')) : answer;
  }),
  disable: each(async (name, manager, { now }) => {
    const definition = find(name, manager);
    if (!definition) return missing('disable', name);
    const answer = new CommandAnswer().error(...await manager.installation.disable(definition));
    manager.reload();
    return now ? append(answer, await stop(name, manager)) : answer;
  }),
  reenable: each(async (name, manager) => {
    const definition = find(name, manager);
    if (!definition) return missing('reenable', name);
    const removed = await manager.installation.disable(definition);
    const made = await manager.installation.enable(definition);
    manager.reload();
    return new CommandAnswer().error(...removed, ...made);
  }),
  mask: each(async (name, manager, { now }) => {
    const { said, error } = await manager.installation.mask(name);
    const answer = new CommandAnswer().error(...said);
    if (error !== undefined) return answer.error(error).exit(1);
    const service = manager.loaded().find(({ id }) => id === name.id);
    if (now && service) await manager.stop(service);
    return answer;
  }),
  unmask: each(async (name, manager) => new CommandAnswer().error(...await manager.installation.unmask(name))),
};

function find(name: UnitName, manager: UnitManager): UnitDefinition | undefined {
  return loadUnit(name, manager.files);
}

function missing(verb: string, name: UnitName): CommandAnswer {
  return new CommandAnswer().error(`Failed to ${verb} unit: Unit file ${name.id} does not exist.`).exit(1);
}

function append(answer: CommandAnswer, other: CommandAnswer): CommandAnswer {
  answer.lines.push(...other.lines);
  return answer.exit(other.code);
}
