import { CommandAnswer } from './command-answer';
import { Service } from './service';
import { changeInstallation } from './systemctl-install';
import { controlUnits } from './systemctl-jobs';
import { listUnitFiles, listUnits } from './systemctl-list';
import { parseSystemctl, type SystemctlOptions } from './systemctl-options';
import { catUnits, showUnits } from './systemctl-show';
import { showStatus } from './systemctl-status';
import { eachName, namedUnits } from './systemctl-units';
import type { UnitManager } from './unit-manager';
import { isPattern, isTemplate } from '../../unit/unit-name';

type Verb = (options: SystemctlOptions, manager: UnitManager) => CommandAnswer | Promise<CommandAnswer>;

/** Verbs that any user inside may use. */
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
  'list-jobs': (options) => new CommandAnswer().out(...(options.noLegend ? [] : ['No jobs running.'])),
  'get-default': () => new CommandAnswer().out('multi-user.target'),
  '--version': () => new CommandAnswer().out('systemd 252 (emulated in a local instance)'),
};

/** Verbs that require root. */
const CHANGES: Readonly<Record<string, Verb>> = {
  ...controlUnits,
  ...changeInstallation,
  'daemon-reload': (_, manager) => {
    manager.registry.reload();
    return new CommandAnswer();
  },
  'daemon-reexec': (_, manager) => {
    manager.registry.reload();
    return new CommandAnswer();
  },
  'reset-failed': resetFailed,
};

/** Verbs that systemctl has but a local instance does not support. */
const NOT_IMITATED = [
  'list-sockets', 'list-timers', 'list-automounts', 'list-paths', 'list-dependencies', 'list-machines', 'clean',
  'freeze', 'thaw', 'set-property', 'help',
  'service-log-level', 'service-log-target', 'bind', 'mount-image', 'preset', 'preset-all', 'revert', 'add-wants',
  'add-requires', 'edit', 'set-default',
  'cancel', 'show-environment', 'set-environment', 'unset-environment', 'import-environment', 'log-level',
  'log-target', 'service-watchdogs', 'default',
  'rescue', 'emergency', 'halt', 'poweroff', 'reboot', 'kexec', 'exit', 'switch-root', 'suspend', 'hibernate',
  'hybrid-sleep', 'suspend-then-hibernate',
];

/** Runs systemctl inside an instance, with the messages and exit statuses of systemd 252 (Amazon Linux 2023). */
export async function systemctl(args: readonly string[], isPrivileged: boolean, manager: UnitManager): Promise<CommandAnswer> {
  try {
    const options = parseSystemctl(args);
    const { verb: name } = options;
    const verb = QUERIES[name] ?? CHANGES[name];
    if (!verb && NOT_IMITATED.includes(name)) return new CommandAnswer().error(`systemctl: '${name}' is not supported in a local instance`).exit(1);
    if (!verb) return new CommandAnswer().error(`Unknown command verb ${name}.`).exit(1);
    if (!QUERIES[name] && !isPrivileged) return new CommandAnswer().error(`Failed to ${name}: Interactive authentication required.`).exit(4);
    manager.registry.collect();
    return await verb(options, manager);
  } catch (error) {
    return new CommandAnswer().error((error as Error).message).exit(1);
  }
}

function check(options: SystemctlOptions, manager: UnitManager, good: readonly string[], otherwise: number): CommandAnswer {
  const answer = new CommandAnswer();
  const names = namedUnits(options, manager, answer);
  if (!names) return answer;
  const template = names.find(isTemplate);
  if (template) {
    const why = `Unit name ${template.id} is neither a valid invocation ID nor unit name.`;
    return answer.error(`Failed to retrieve unit state: ${why}`).exit(1);
  }
  const states = names.map((name) => manager.registry.unit(name).active);
  answer.exit(states.some((state) => good.includes(state)) ? 0 : otherwise);
  return options.quiet ? answer : answer.out(...states);
}

/** Stops at the first unit that does not exist. */
function isEnabled(options: SystemctlOptions, manager: UnitManager): CommandAnswer {
  const answer = new CommandAnswer();
  const names = namedUnits(options, manager, answer);
  if (!names) return answer;
  let isAny = false;
  for (const name of names) {
    const state = manager.installation.state(name);
    if (state === undefined) return answer.error(`Failed to get unit file state for ${name.id}: No such file or directory`).exit(1);
    if (!options.quiet) answer.out(state);
    isAny ||= ['enabled', 'enabled-runtime', 'static', 'alias', 'indirect'].includes(state);
  }
  return answer.exit(isAny ? 0 : 1);
}

function isSystemRunning(options: SystemctlOptions, manager: UnitManager): CommandAnswer {
  const isDegraded = manager.registry.services().some((service) => service.active === 'failed');
  const answer = new CommandAnswer().exit(isDegraded ? 1 : 0);
  return options.quiet ? answer : answer.out(isDegraded ? 'degraded' : 'running');
}

function resetFailed(options: SystemctlOptions, manager: UnitManager): CommandAnswer | Promise<CommandAnswer> {
  if (options.units.length === 0) {
    for (const service of manager.registry.services()) service.resetFailed();
    return new CommandAnswer();
  }
  return eachName(options, manager, (name) => {
    const unit = manager.registry.known(name);
    const answer = new CommandAnswer();
    if (unit instanceof Service) {unit.resetFailed();} else if (!unit && !options.units.some(isPattern)) {
      answer.error(`Failed to reset failed state of unit ${name.id}: Unit ${name.id} not loaded.`).exit(1);
    }
    return Promise.resolve(answer);
  });
}
