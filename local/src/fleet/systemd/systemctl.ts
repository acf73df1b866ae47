import { CommandAnswer } from './command-answer';
import { changeInstallation } from './systemctl-install';
import { controlUnits } from './systemctl-jobs';
import { parseSystemctl, type SystemctlOptions } from './systemctl-options';
import { listUnitFiles, listUnits, showUnits, showStatus, catUnits } from './systemctl-show';
import type { UnitManager } from './unit-manager';
import { parseUnitName } from './unit-name';

type Verb = (options: SystemctlOptions, manager: UnitManager) => CommandAnswer | Promise<CommandAnswer>;

/** Verbs that anybody inside may use. */
const QUERIES: Readonly<Record<string, Verb>> = {
  'is-active': (options, manager) => check(options, manager, ['active', 'reloading'], 3),
  'is-failed': (options, manager) => check(options, manager, ['failed'], 1),
  'is-enabled': isEnabled,
  'is-system-running': isSystemRunning,
  'status': showStatus,
  'show': showUnits,
  'cat': catUnits,
  'list-units': listUnits,
  'list-unit-files': listUnitFiles,
  '--version': () => new CommandAnswer().out('systemd 252 (as a local instance imitates it)'),
};

/** Verbs for root. */
const CHANGES: Readonly<Record<string, Verb>> = {
  ...controlUnits,
  ...changeInstallation,
  'daemon-reload': (_, manager) => {
    manager.reload();
    return new CommandAnswer();
  },
  'daemon-reexec': () => new CommandAnswer(),
  'reset-failed': (options, manager) => {
    const names = options.units.map((unit) => parseUnitName(unit)?.id);
    for (const service of manager.loaded()) if (names.length === 0 || names.includes(service.id)) service.resetFailed();
    return new CommandAnswer();
  },
};

/** One call of systemctl inside an instance, with the texts and exit statuses of systemd 252 (Amazon Linux 2023). */
export async function systemctl(args: readonly string[], isPrivileged: boolean, manager: UnitManager): Promise<CommandAnswer> {
  try {
    const options = parseSystemctl(args);
    const verb = QUERIES[options.verb] ?? CHANGES[options.verb];
    if (!verb) return new CommandAnswer().error(`systemctl: '${options.verb}' is not imitated in a local instance`).exit(1);
    if (!QUERIES[options.verb] && !isPrivileged) return new CommandAnswer().error(`Failed to ${options.verb}: Interactive authentication required.`).exit(4);
    return await verb(options, manager);
  } catch (error) {
    return new CommandAnswer().error((error as Error).message).exit(1);
  }
}

function check(options: SystemctlOptions, manager: UnitManager, good: readonly string[], otherwise: number): CommandAnswer {
  const states = options.units.map((unit) => {
    const name = parseUnitName(unit);
    if (name?.suffix === 'target') return 'active';
    return (name && manager.service(name)?.active) ?? 'inactive';
  });
  const answer = new CommandAnswer().exit(states.some((state) => good.includes(state)) ? 0 : otherwise);
  return options.quiet ? answer : answer.out(...states);
}

function isEnabled(options: SystemctlOptions, manager: UnitManager): CommandAnswer {
  const answer = new CommandAnswer();
  const states = options.units.map((unit) => {
    const name = parseUnitName(unit);
    const state = name && manager.installation.state(name);
    if (state === undefined) answer.error(`Failed to get unit file state for ${name?.id ?? unit}: No such file or directory`);
    else if (!options.quiet) answer.out(state);
    return state;
  });
  return answer.exit(states.some((state) => state !== undefined && ['enabled', 'enabled-runtime', 'static', 'alias'].includes(state)) ? 0 : 1);
}

function isSystemRunning(_: SystemctlOptions, manager: UnitManager): CommandAnswer {
  const isDegraded = manager.loaded().some((service) => service.active === 'failed');
  return new CommandAnswer().out(isDegraded ? 'degraded' : 'running').exit(isDegraded ? 1 : 0);
}
