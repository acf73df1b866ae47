import type { CommandAnswer } from './command-answer';
import type { ServiceResult } from './exit-status';
import { Service } from './service';
import type { SystemctlCall, Verb } from './systemctl-call';
import { RefusedStart, refusalOf, type StartOutcome } from './transaction';
import type { UnitManager } from './unit-manager';
import type { Unit } from './unit-registry';
import { isPattern, isTemplate, type UnitName } from '../../unit/unit-name';

type Outcome = StartOutcome | { readonly kind: 'not-active' | 'not-reloaded' };

/** Refusals are thrown immediately; the returned function waits for the job, unless the caller does not want to. */
type Job = (name: UnitName, manager: UnitManager) => () => Promise<Outcome>;

const starting: Job = (name, manager) => {
  const work = manager.prepareStart(name);
  assertByHand(manager.registry.unit(name), 'RefuseManualStart');
  return work;
};

const stopping: Job = (name, manager) => {
  const unit = manager.registry.unit(name);
  if (isTemplate(name)) throw new RefusedStart(`Unit name ${name.id} is missing the instance name.`, 1, true);
  if (unit.active === 'inactive' && ['not-found', 'bad-setting', 'error'].includes(unit.definition.loadState)) {
    throw new RefusedStart(`Unit ${unit.id} not loaded.`, 5);
  }
  assertByHand(unit, 'RefuseManualStop');
  return () => manager.stop(unit).then(() => ({ kind: 'done' }));
};

const restarting: Job = (name, manager) => {
  const work = manager.prepareRestart(name);
  assertRestartedByHand(manager.registry.unit(name));
  return work;
};

const tryRestarting: Job = (name, manager) => {
  const unit = foundUnit(name, manager);
  assertRestartedByHand(unit);
  return unit.active === 'inactive' || unit.active === 'failed' ? () => Promise.resolve({ kind: 'done' }) : restarting(name, manager);
};

const reloading: Job = (name, manager) => {
  const unit = foundUnit(name, manager);
  if (!(unit instanceof Service) || !unit.canReload()) throw new RefusedStart(`Job type reload is not applicable for unit ${unit.id}.`, 3);
  return async () => {
    if (unit.active !== 'active') return { kind: 'not-active' };
    return { kind: await unit.reload() === 'success' ? 'done' : 'not-reloaded' };
  };
};

const reloadingOr = (otherwise: Job): Job => (name, manager) => {
  const unit = manager.registry.unit(name);
  return (unit instanceof Service && unit.active === 'active' && unit.canReload() ? reloading : otherwise)(name, manager);
};

export const startUnits = jobs('start', starting);
export const stopUnits = jobs('stop', stopping);
const tryRestart = jobs('try-restart', tryRestarting);
const tryReload = jobs('reload-or-try-restart', reloadingOr(tryRestarting));

/** The verbs that start, stop and signal units. */
export const controlUnits: Readonly<Record<string, Verb>> = {
  'start': startUnits,
  'stop': stopUnits,
  'restart': jobs('restart', restarting),
  'try-restart': tryRestart,
  'condrestart': tryRestart,
  'reload': jobs('reload', reloading),
  'reload-or-restart': jobs('reload-or-restart', reloadingOr(restarting)),
  'try-reload-or-restart': tryReload,
  'reload-or-try-restart': tryReload,
  'force-reload': tryReload,
  'isolate': jobs('start', () => {
    throw new RefusedStart('Operation refused, unit may not be isolated.', 4, true);
  }),
  kill,
};

function jobs(verb: string, job: Job): Verb {
  return (call) => {
    const { options, manager } = call;
    if (options.verb === 'start' && options.units.some(isPattern)) {
      call.answer.error(
        'Warning: systemctl start called with a glob pattern.', 'Hint: unit globs expand to loaded units, so start will usually have no effect.',
        '      Passing --all will also load units which are pulled in by other units.', '      See systemctl(1) for more details.',
      );
    }
    return call.each(async (name, answer) => {
      try {
        const work = job(name, manager);
        const unit = manager.registry.known(name);
        if (unit && !options.quiet && manager.registry.isOutdated(unit)) answer.error(changedOnDisk(unit));
        const outcome = work();
        if (!options.noBlock) explain(name.id, await outcome, answer);
        else outcome.catch((error: unknown) => (unit instanceof Service ? unit.noteError(error) : undefined));
      } catch (error) {
        if (!(error instanceof RefusedStart)) throw error;
        answer.error(`Failed to ${verb} ${name.id}: ${error.message}`).exit(error.exitStatus);
        if (error.isLogged) answer.error(`See system logs and 'systemctl status ${name.id}' for details.`);
      }
    });
  };
}

/** A unit that is not in use is not loaded, so it cannot be signalled. */
function kill(call: SystemctlCall): Promise<void> {
  const { signal, whom } = call.options;
  return call.each(async (name) => {
    const unit = call.manager.registry.known(name);
    const isLoaded = unit instanceof Service && unit.definition.loadState !== 'not-found';
    const problem = !isLoaded ? `Unit ${name.id} not loaded.`
      : whom === 'main' && unit.mainPid === undefined ? 'No main process to kill'
        : whom === 'control' ? 'No control process to kill' : undefined;
    if (!isLoaded || problem !== undefined) throw new Error(`Failed to kill unit ${name.id}: ${problem}`);
    await unit.send(signal, whom);
  });
}

function foundUnit(name: UnitName, manager: UnitManager): Unit {
  const unit = manager.registry.unit(name);
  const refusal = refusalOf(unit);
  if (refusal) throw refusal;
  return unit;
}

function assertRestartedByHand(unit: Unit): void {
  assertByHand(unit, 'RefuseManualStart');
  assertByHand(unit, 'RefuseManualStop');
}

function assertByHand({ id, definition }: Unit, key: 'RefuseManualStart' | 'RefuseManualStop'): void {
  if (!definition.flag('Unit', key)) return;
  const why = 'may be requested by dependency only (it is configured to refuse manual start/stop).';
  throw new RefusedStart(`Operation refused, unit ${id} ${why}`, 4, true);
}

function explain(id: string, outcome: Outcome, answer: CommandAnswer): void {
  const text = outcome.kind === 'failed' ? failure(id, outcome.result) : EXPLANATIONS[outcome.kind]?.(id);
  if (text !== undefined) answer.error(text).exit(1);
}

const EXPLANATIONS: Partial<Record<Outcome['kind'], (id: string) => string>> = {
  'dependency': (id) => `A dependency job for ${id} failed. See 'journalctl -xe' for details.`,
  'assertion': (id) => `Assertion failed on job for ${id}.`,
  'canceled': (id) => `Job for ${id} canceled.`,
  'not-active': (id) => `${id} is not active, cannot reload.`,
  'not-reloaded': (id) => `Job for ${id} failed.\n${details(id)}`,
};

function failure(id: string, result: ServiceResult): string {
  const text = `Job for ${id} failed because ${REASONS[result] ?? 'the control process exited with error code'}.\n${details(id)}`;
  return result === 'start-limit-hit'
    ? `${text}\nTo force a start use "systemctl reset-failed ${id}"\nfollowed by "systemctl start ${id}" again.` : text;
}

function details(id: string): string {
  return `See "systemctl status ${id}" and "journalctl -xeu ${id}" for details.`;
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
