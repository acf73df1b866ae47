import type { SystemctlCall, Verb } from './systemctl-call';
import { startUnits, stopUnits } from './systemctl-jobs';
import { isPattern, unitNameOf, type UnitName } from '../../unit/unit-name';

const NOTHING_TO_INSTALL = `The unit files have no installation config (WantedBy=, RequiredBy=, Also=,
Alias= settings in the [Install] section, and DefaultInstance= for template
units). This means they are not meant to be enabled using systemctl.
${' '}
Possible reasons for having this kind of units are:
• A unit may be statically enabled by being symlinked from another unit's
  .wants/ or .requires/ directory.
• A unit's purpose may be to act as a helper for some other unit which has
  a requirement dependency on it.
• A unit may be started when needed via activation (socket, path, timer,
  D-Bus, udev, scripted systemctl call, ...).
• In case of template units, the unit is meant to be enabled with some
  instance name specified.`;

/** The verbs that determine what starts at boot. */
export const changeInstallation: Readonly<Record<string, Verb>> = {
  enable: async (call) => {
    const { manager: { installation }, options: { quiet, runtime } } = call;
    const { output, problem, hasNothingToInstall } = await installation.enable(toEnable(call, 'enable'), runtime);
    if (problem !== undefined) return void call.answer.error(`Failed to enable unit: ${problem}`).exit(1);
    if (hasNothingToInstall && !quiet) call.answer.error(NOTHING_TO_INSTALL);
    return finish(withNames(call), output, startUnits);
  },
  disable: async (call) => {
    const { options: { units, runtime }, manager: { installation } } = call;
    if (units.some((word) => word.includes('/'))) {
      call.answer.error("Warning: Can't execute disable on the unit file path. Proceeding with the unit name.");
    }
    const named = withNames(call);
    return finish(named, await installation.disable(named.names(), runtime), stopUnits);
  },
  reenable: async (call) => {
    const { manager: { installation }, options: { runtime } } = call;
    const units = toEnable(call, 'reenable');
    const named = withNames(call);
    const removed = await installation.removeLinks(named.names(), runtime);
    const { output, problem } = await installation.enable(units, runtime, 'reenable');
    if (problem !== undefined) return void call.answer.error(`Failed to reenable unit: ${problem}`).exit(1);
    return finish(named, [...removed, ...output], startUnits);
  },
  link: async (call) => finish(call, await call.manager.installation.link(call.options.units)),
  mask: async (call) => finish(call, await call.manager.installation.mask(call.names(), call.options.runtime), stopUnits),
  unmask: async (call) => finish(call, await call.manager.installation.unmask(call.names(), call.options.runtime)),
};

/** Names of units, or paths of their files. */
function toEnable({ options: { units } }: SystemctlCall, verb: string): (UnitName | string)[] {
  if (units.length === 0) throw new Error('Too few arguments.');
  return units.map((word) => {
    const name = word.includes('/') ? word : unitNameOf(word);
    if (name === undefined || isPattern(word)) throw new Error(`Failed to ${verb} unit: Invalid unit name "${word}".`);
    return name;
  });
}

/** Names the units whose files' paths are given. */
function withNames(call: SystemctlCall): SystemctlCall {
  return call.with({ units: call.options.units.map((path) => path.slice(path.lastIndexOf('/') + 1)) });
}

/** Without `--no-reload` ends with a daemon-reload, and with `--now` also starts or stops the units. */
async function finish(call: SystemctlCall, output: readonly string[], now?: Verb): Promise<void> {
  const { options, manager, answer } = call;
  if (!options.quiet) answer.error(...output);
  if (!options.noReload) manager.registry.reload();
  if (options.now) await now?.(call);
}
