import type { SystemctlCall, Verb } from './systemctl-call';
import { startUnits, stopUnits } from './systemctl-jobs';
import { isPattern, unitNameOf } from '../../unit/unit-name';

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
    const { units, quiet, runtime } = call.options;
    if (units.length === 0) throw new Error('Too few arguments.');
    const names = units.map((word) => {
      const name = word.includes('/') ? word : unitNameOf(word);
      if (name === undefined || isPattern(word)) throw new Error(`Failed to enable unit: Invalid unit name "${word}".`);
      return name;
    });
    const { output, problem, hasNothingToInstall } = await call.manager.installation.enable(names, runtime);
    if (problem !== undefined) call.answer.error(`Failed to enable unit: ${problem}`).exit(1);
    if (hasNothingToInstall && !quiet) call.answer.error(NOTHING_TO_INSTALL);
    await finish(call, output, problem === undefined ? () => startUnits(call.with({ units: units.map(fileName) })) : undefined);
  },
  disable: async (call) => {
    const { units, runtime } = call.options;
    if (units.some((word) => word.includes('/'))) {
      call.answer.error("Warning: Can't execute disable on the unit file path. Proceeding with the unit name.");
    }
    const named = call.with({ units: units.map(fileName) });
    await finish(named, await call.manager.installation.disable(named.names(), runtime), stopUnits);
  },
  reenable: async (call) => {
    const names = call.names();
    const { manager: { installation }, options: { runtime } } = call;
    const removed = await installation.disable(names, runtime, 'reenable');
    const { output, problem } = await installation.enable(names, runtime);
    if (problem !== undefined) call.answer.error(`Failed to reenable unit: ${problem}`).exit(1);
    await finish(call, problem === undefined ? [...removed, ...output] : [], problem === undefined ? startUnits : undefined);
  },
  link: async (call) => finish(call, await call.manager.installation.link(call.options.units)),
  mask: async (call) => finish(call, await call.manager.installation.mask(call.names(), call.options.runtime), stopUnits),
  unmask: async (call) => finish(call, await call.manager.installation.unmask(call.names(), call.options.runtime)),
};

function fileName(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}

/** Without `--no-reload` ends with a daemon-reload, and with `--now` also starts or stops the units. */
async function finish(call: SystemctlCall, output: readonly string[], now?: Verb): Promise<void> {
  const { options, manager, answer } = call;
  if (!options.quiet) answer.error(...output);
  if (!options.noReload) manager.registry.reload();
  if (options.now) await now?.(call);
}
