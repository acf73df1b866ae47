import { CommandAnswer } from './command-answer';
import type { ServiceResult } from './exit-result';
import type { SystemctlOptions } from './systemctl-options';
import { isRunning, type StartOutcome, type UnitManager } from './unit-manager';
import { parseUnitName, type UnitName } from './unit-name';

type Job = (name: UnitName, manager: UnitManager, options: SystemctlOptions) => Promise<CommandAnswer>;

/** The verbs that start, stop and signal units. */
export const controlUnits = {
  'start': each((name, manager) => start(name, manager, 'start')),
  'stop': each(stop),
  'restart': each(async (name, manager) => {
    const service = manager.service(name);
    if (service) await manager.stop(service);
    return start(name, manager, 'restart');
  }),
  'try-restart': each(tryRestart),
  'condrestart': each(tryRestart),
  'reload': each(reload),
  'reload-or-restart': each(async (name, manager) => {
    const service = manager.service(name);
    if (service?.active === 'active' && service.canReload()) return reload(name, manager);
    if (service) await manager.stop(service);
    return start(name, manager, 'restart');
  }),
  'kill': each(async (name, manager, options) => {
    const service = manager.service(name);
    if (!service || !isRunning(service)) return new CommandAnswer().error(`Failed to kill unit ${name.id}: Unit ${name.id} not loaded.`).exit(1);
    await service.send(options.signal);
    return new CommandAnswer();
  }),
};

/** Does a job for each unit, all at the same time. */
export function each(job: Job): (options: SystemctlOptions, manager: UnitManager) => Promise<CommandAnswer> {
  return async (options, manager) => {
    if (options.units.length === 0) return new CommandAnswer().error('Too few arguments.').exit(1);
    const answers = options.units.map((unit) => {
      const name = parseUnitName(unit);
      if (!name) return Promise.resolve(new CommandAnswer().error(`Failed to ${options.verb} ${unit}: Unit name ${unit} is not valid.`).exit(1));
      return job(name, manager, options);
    });
    const whole = new CommandAnswer();
    if (options.noBlock) return whole;
    for (const answer of await Promise.all(answers)) {
      whole.lines.push(...answer.lines);
      whole.exit(answer.code);
    }
    return whole;
  };
}

export async function start(name: UnitName, manager: UnitManager, verb: string): Promise<CommandAnswer> {
  const known = manager.service(name);
  const answer = new CommandAnswer();
  if (known && known.active !== 'inactive' && manager.isOutdated(known)) answer.error(changedOnDisk(name));
  const outcome = await manager.start(name);
  return told(name, verb, outcome, answer);
}

export async function stop(name: UnitName, manager: UnitManager): Promise<CommandAnswer> {
  const service = manager.service(name);
  if (!service) return new CommandAnswer().error(`Failed to stop ${name.id}: Unit ${name.id} not loaded.`).exit(5);
  const answer = new CommandAnswer();
  if (service.active !== 'inactive' && manager.isOutdated(service)) answer.error(changedOnDisk(name));
  await manager.stop(service);
  return answer;
}

async function tryRestart(name: UnitName, manager: UnitManager): Promise<CommandAnswer> {
  const service = manager.service(name);
  if (!service || !isRunning(service)) return new CommandAnswer();
  await manager.stop(service);
  return start(name, manager, 'restart');
}

async function reload(name: UnitName, manager: UnitManager): Promise<CommandAnswer> {
  const service = manager.service(name);
  if (!service) return new CommandAnswer().error(`Failed to reload ${name.id}: Unit ${name.id} not found.`).exit(5);
  if (!service.canReload()) return new CommandAnswer().error(`Failed to reload ${name.id}: Job type reload is not applicable for unit ${name.id}.`).exit(1);
  if (service.active !== 'active') return new CommandAnswer().error(`${name.id} is not active, cannot reload.`).exit(1);
  const result = await service.reload();
  return result === 'success' ? new CommandAnswer() : told(name, 'reload', { kind: 'failed', result }, new CommandAnswer());
}

function told(name: UnitName, verb: string, outcome: StartOutcome, answer: CommandAnswer): CommandAnswer {
  switch (outcome.kind) {
    case 'done':
    case 'condition':
      return answer;
    case 'not-found':
      return answer.error(`Failed to ${verb} ${name.id}: Unit ${name.id} not found.`).exit(5);
    case 'masked':
      return answer.error(`Failed to ${verb} ${name.id}: Unit ${name.id} is masked.`).exit(1);
    case 'dependency':
      return answer.error(`A dependency job for ${name.id} failed. See 'journalctl -xe' for details.`).exit(1);
    case 'not-imitated':
      return answer.error(`Failed to ${verb} ${name.id}: units of type ${name.suffix} are not imitated in a local instance`).exit(1);
    case 'failed':
      return answer.error(
        `Job for ${name.id} failed because ${REASONS[outcome.result] ?? 'the control process exited with error code'}.`,
        `See "systemctl status ${name.id}" and "journalctl -xeu ${name.id}" for details.`,
      ).exit(1);
  }
}

const REASONS: Partial<Record<ServiceResult, string>> = {
  'resources': 'of unavailable resources or another system error',
  'timeout': 'a timeout was exceeded',
  'signal': 'a fatal signal was delivered to the control process',
  'core-dump': 'a fatal signal was delivered causing the control process to dump core',
  'start-limit-hit': 'start of the service was attempted too often',
  'protocol': 'the service did not take the steps required by its unit configuration',
};

function changedOnDisk(name: UnitName): string {
  return `Warning: The unit file, source configuration file or drop-ins of ${name.id} changed on disk. Run 'systemctl daemon-reload' to reload units.`;
}
