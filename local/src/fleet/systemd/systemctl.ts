import { CommandAnswer } from './command-answer';
import { Service } from './service';
import { SystemctlCall, type Verb } from './systemctl-call';
import { changeInstallation } from './systemctl-install';
import { controlUnits } from './systemctl-jobs';
import { parseSystemctl } from './systemctl-options';
import { catUnits, listUnitFiles, listUnits, showUnits } from './systemctl-show';
import { showStatus } from './systemctl-status';
import type { UnitManager } from './unit-manager';
import { isPattern, isTemplate } from '../../unit/unit-name';

/** Verbs that any user inside may use. */
const QUERIES: Readonly<Record<string, Verb>> = {
  'is-active': (call) => check(call, ['active', 'reloading'], 3),
  'is-failed': (call) => check(call, ['failed'], 1),
  'is-enabled': isEnabled,
  'is-system-running': isSystemRunning,
  'status': showStatus,
  'show': showUnits,
  'cat': catUnits,
  'list-units': listUnits,
  'list-unit-files': listUnitFiles,
  'list-jobs': ({ options, answer }) => void answer.out(...(options.noLegend ? [] : ['No jobs running.'])),
  'get-default': ({ answer }) => void answer.out('multi-user.target'),
  '--version': ({ answer }) => void answer.out('systemd 252 (emulated in a local instance)'),
};

/** Verbs that require root. */
const CHANGES: Readonly<Record<string, Verb>> = {
  ...controlUnits,
  ...changeInstallation,
  'daemon-reload': ({ manager }) => manager.registry.reload(),
  'daemon-reexec': ({ manager }) => manager.registry.reload(),
  'reset-failed': resetFailed,
};

const WITHOUT_UNITS = ['daemon-reload', 'daemon-reexec', 'is-system-running', 'get-default'];

export function isSupportedVerb(verb: string): boolean {
  return Object.hasOwn(QUERIES, verb) || Object.hasOwn(CHANGES, verb);
}

/** Verbs that systemctl has but a local instance does not support. */
const NOT_IMITATED = `
  list-sockets list-timers list-automounts list-paths list-dependencies list-machines clean freeze thaw set-property help
  service-log-level service-log-target bind mount-image preset preset-all revert add-wants add-requires edit set-default
  cancel show-environment set-environment unset-environment import-environment log-level log-target service-watchdogs default
  rescue emergency halt poweroff reboot kexec exit switch-root suspend hibernate hybrid-sleep suspend-then-hibernate
`.trim().split(/\s+/);

/** Runs systemctl inside an instance, with the messages and exit statuses of systemd 252 (Amazon Linux 2023). */
export async function systemctl(args: readonly string[], isPrivileged: boolean, manager: UnitManager): Promise<CommandAnswer> {
  const answer = new CommandAnswer();
  try {
    const options = parseSystemctl(args);
    const { verb: name } = options;
    const verb = isSupportedVerb(name) ? QUERIES[name] ?? CHANGES[name] : undefined;
    if (!verb) {
      const isKnown = NOT_IMITATED.includes(name);
      return answer.error(isKnown ? `systemctl: '${name}' is not supported in a local instance` : `Unknown command verb ${name}.`).exit(1);
    }
    if (!QUERIES[name] && !isPrivileged) return answer.error(`Failed to ${name}: Interactive authentication required.`).exit(4);
    if (WITHOUT_UNITS.includes(name) && options.units.length > 0) throw new Error('Too many arguments.');
    manager.registry.collect();
    await verb(new SystemctlCall(options, manager, answer));
  } catch (error) {
    answer.error((error as Error).message).exit(1);
  }
  return answer;
}

function check(call: SystemctlCall, good: readonly string[], otherwise: number): void {
  const { options, manager, answer } = call;
  const names = call.names();
  const template = names.find(isTemplate);
  if (template) throw new Error(`Failed to retrieve unit state: Unit name ${template.id} is neither a valid invocation ID nor unit name.`);
  const states = names.map((name) => manager.registry.unit(name).active);
  answer.exit(states.some((state) => good.includes(state)) ? 0 : otherwise);
  if (!options.quiet) answer.out(...states);
}

/** Stops at the first unit that does not exist. */
function isEnabled(call: SystemctlCall): void {
  const states = call.names().map((name) => {
    const state = call.manager.installation.state(name);
    if (state === undefined) throw new Error(`Failed to get unit file state for ${name.id}: No such file or directory`);
    if (!call.options.quiet) call.answer.out(state);
    return state;
  });
  call.answer.exit(states.some((state) => ['enabled', 'enabled-runtime', 'static', 'alias', 'indirect'].includes(state)) ? 0 : 1);
}

function isSystemRunning({ options, manager, answer }: SystemctlCall): void {
  const isDegraded = manager.registry.services().some((service) => service.active === 'failed');
  answer.exit(isDegraded ? 1 : 0);
  if (!options.quiet) answer.out(isDegraded ? 'degraded' : 'running');
}

function resetFailed(call: SystemctlCall): Promise<void> | void {
  const { options: { units }, manager: { registry } } = call;
  if (units.length === 0) {
    for (const service of registry.services()) service.resetFailed();
    return undefined;
  }
  return call.each((name) => {
    const unit = registry.known(name);
    if (unit instanceof Service) unit.resetFailed();
    else if (!unit && !units.some(isPattern)) throw new Error(`Failed to reset failed state of unit ${name.id}: Unit ${name.id} not loaded.`);
  });
}
