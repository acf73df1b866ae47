import { CommandAnswer } from './command-answer';
import type { ServiceResult } from './exit-result';
import { Service } from './service';
import type { SystemctlOptions } from './systemctl-options';
import { eachName } from './systemctl-units';
import { RefusedStart, type StartOutcome } from './transaction';
import type { UnitManager } from './unit-manager';
import type { Unit } from './unit-registry';
import { isTemplate, type UnitName } from '../../unit/unit-name';

/** Refusals are thrown immediately; the returned function waits for the job, unless the caller does not want to. */
type Job = (name: UnitName, manager: UnitManager) => () => Promise<CommandAnswer>;
type Command = (options: SystemctlOptions, manager: UnitManager) => Promise<CommandAnswer>;

/** The verbs that start, stop and signal units. */
export const controlUnits: Readonly<Record<string, Command>> = {
  'start': jobs('start', starting),
  'stop': jobs('stop', stopping),
  'restart': jobs('restart', restarting),
  'try-restart': jobs('try-restart', tryRestarting),
  'condrestart': jobs('try-restart', tryRestarting),
  'reload': jobs('reload', reloading),
  'reload-or-restart': jobs('reload-or-restart', (name, manager) => (canBeReloaded(name, manager) ? reloading : restarting)(name, manager)),
  'try-reload-or-restart': jobs('reload-or-try-restart', tryReloading),
  'reload-or-try-restart': jobs('reload-or-try-restart', tryReloading),
  'force-reload': jobs('reload-or-try-restart', tryReloading),
  'isolate': jobs('start', (name, manager) => {
    const { definition } = manager.registry.unit(name);
    if (!definition.flag('Unit', 'AllowIsolate')) throw new RefusedStart('Operation refused, unit may not be isolated.', 4, true);
    throw new RefusedStart('not supported in a local instance', 1);
  }),
  kill,
};

/** For `systemctl enable --now` and the like. */
export const startNow = controlUnits.start!;
export const stopNow = controlUnits.stop!;

function jobs(verb: string, job: Job): Command {
  return (options, manager) => eachName(options, manager, (name) => {
    const answer = new CommandAnswer();
    let work: () => Promise<CommandAnswer>;
    try {
      work = job(name, manager);
    } catch (error) {
      if (!(error instanceof RefusedStart)) throw error;
      answer.error(`Failed to ${verb} ${name.id}: ${error.message}`).exit(error.exitStatus);
      if (error.isLogged) answer.error(`See system logs and 'systemctl status ${name.id}' for details.`);
      return Promise.resolve(answer);
    }
    const unit = manager.registry.known(name);
    if (unit && !options.quiet && manager.registry.isOutdated(unit)) answer.error(changedOnDisk(unit));
    const done = work();
    if (!options.noBlock) return done.then((other) => answer.add(other));
    return Promise.resolve(answer);
  });
}

function starting(name: UnitName, manager: UnitManager): () => Promise<CommandAnswer> {
  const work = manager.prepareStart(name);
  assertByHand(manager.registry.unit(name), 'RefuseManualStart');
  return async () => answerOf(name, await work());
}

function stopping(name: UnitName, manager: UnitManager): () => Promise<CommandAnswer> {
  const unit = manager.registry.unit(name);
  const isNothing = unit.active === 'inactive' && ['not-found', 'bad-setting'].includes(unit.definition.loadState);
  if (isTemplate(name)) throw new RefusedStart(`Unit name ${name.id} is missing the instance name.`, 1, true);
  if (isNothing) throw new RefusedStart(`Unit ${unit.id} not loaded.`, 5);
  assertByHand(unit, 'RefuseManualStop');
  return async () => {
    await manager.stop(unit);
    return new CommandAnswer();
  };
}

function restarting(name: UnitName, manager: UnitManager): () => Promise<CommandAnswer> {
  const work = manager.prepareRestart(name);
  return async () => answerOf(name, await work());
}

function tryRestarting(name: UnitName, manager: UnitManager): () => Promise<CommandAnswer> {
  const unit = manager.registry.unit(name);
  assertFound(unit);
  return unit.active === 'inactive' || unit.active === 'failed' ? () => Promise.resolve(new CommandAnswer()) : restarting(name, manager);
}

function tryReloading(name: UnitName, manager: UnitManager): () => Promise<CommandAnswer> {
  return (canBeReloaded(name, manager) ? reloading : tryRestarting)(name, manager);
}

function reloading(name: UnitName, manager: UnitManager): () => Promise<CommandAnswer> {
  const unit = manager.registry.unit(name);
  assertFound(unit);
  if (!(unit instanceof Service) || !unit.canReload()) throw new RefusedStart(`Job type reload is not applicable for unit ${unit.id}.`, 3);
  return async () => {
    if (unit.active !== 'active') return new CommandAnswer().error(`${unit.id} is not active, cannot reload.`).exit(1);
    const result = await unit.reload();
    return result === 'success' ? new CommandAnswer() : failedJob(unit.id, '').exit(1);
  };
}

function canBeReloaded(name: UnitName, manager: UnitManager): boolean {
  const unit = manager.registry.unit(name);
  return unit instanceof Service && unit.active === 'active' && unit.canReload();
}

/** A unit that is not in use is not loaded, so it cannot be signalled. */
function kill(options: SystemctlOptions, manager: UnitManager): Promise<CommandAnswer> {
  return eachName(options, manager, async (name) => {
    const unit = manager.registry.known(name);
    const fail = (why: string) => new CommandAnswer().error(`Failed to kill unit ${name.id}: ${why}`).exit(1);
    if (!(unit instanceof Service) || unit.definition.loadState === 'not-found') return fail(`Unit ${name.id} not loaded.`);
    if (options.whom === 'main' && unit.mainPid === undefined) return fail('No main process to kill');
    if (options.whom === 'control') return fail('No control process to kill');
    await unit.send(options.signal, options.whom);
    return new CommandAnswer();
  });
}

function assertFound({ id, definition }: Unit): void {
  if (definition.loadState === 'not-found') throw new RefusedStart(`Unit ${id} not found.`, 5);
  if (definition.loadState === 'masked') throw new RefusedStart(`Unit ${id} is masked.`, 1);
  if (definition.loadState === 'bad-setting') throw new RefusedStart(`Unit ${id} has a bad unit file setting.`, 1, true);
}

function assertByHand({ id, definition }: Unit, key: 'RefuseManualStart' | 'RefuseManualStop'): void {
  if (!definition.flag('Unit', key)) return;
  const why = 'may be requested by dependency only (it is configured to refuse manual start/stop).';
  throw new RefusedStart(`Operation refused, unit ${id} ${why}`, 4, true);
}

function answerOf(name: UnitName, outcome: StartOutcome): CommandAnswer {
  const answer = new CommandAnswer();
  switch (outcome.kind) {
    case 'done':
    case 'condition':
      return answer;
    case 'dependency':
      return answer.error(`A dependency job for ${name.id} failed. See 'journalctl -xe' for details.`).exit(1);
    case 'assertion':
      return answer.error(`Assertion failed on job for ${name.id}.`).exit(1);
    case 'canceled':
      return answer.error(`Job for ${name.id} canceled.`).exit(1);
    case 'failed':
      return failedJob(name.id, REASONS[outcome.result] ?? 'the control process exited with error code', outcome.result).exit(1);
  }
}

function failedJob(id: string, why: string, result?: ServiceResult): CommandAnswer {
  const answer = new CommandAnswer().error(
    `Job for ${id} failed${why === '' ? '' : ` because ${why}`}.`,
    `See "systemctl status ${id}" and "journalctl -xeu ${id}" for details.`,
  );
  return result !== 'start-limit-hit' ? answer
    : answer.error(`To force a start use "systemctl reset-failed ${id}"`, `followed by "systemctl start ${id}" again.`);
}

const REASONS: Partial<Record<ServiceResult, string>> = {
  'resources': 'of unavailable resources or another system error',
  'timeout': 'a timeout was exceeded',
  'signal': 'a fatal signal was delivered to the control process',
  'core-dump': 'a fatal signal was delivered causing the control process to dump core',
  'start-limit-hit': 'start of the service was attempted too often',
  'protocol': 'the service did not take the steps required by its unit configuration',
};

export function changedOnDisk({ id }: Unit): string {
  return `Warning: The unit file, source configuration file or drop-ins of ${id} changed on disk. Run 'systemctl daemon-reload' to reload units.`;
}
