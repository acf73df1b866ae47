import type { ServiceResult } from './exit-status';
import { Service } from './service';
import { isReachedAtBoot } from './target';
import { conditionsHold } from './unit-conditions';
import type { UnitHost } from './unit-host';
import { missingUnit, namesOf, type Unit, type UnitRegistry } from './unit-registry';
import { isTemplate, type UnitName } from '../../unit/unit-name';

export type StartOutcome =
  | { readonly kind: 'done' | 'condition' | 'dependency' | 'assertion' | 'canceled' }
  | { readonly kind: 'failed'; readonly result: ServiceResult };

/** A start that is refused before anything happens. */
export class RefusedStart extends Error {
  constructor(message: string, readonly exitStatus: number, readonly isLogged = false) {
    super(message);
  }
}

/** The start of units and everything they pull in, in the order that the units specify. */
export class Transaction {
  private readonly units = new Map<string, Unit>();
  private readonly stops = new Map<string, Service>();
  private readonly jobs = new Map<string, Promise<StartOutcome>>();
  /** How often each service had been stopped before. */
  private readonly stopsBefore = new Map<Service, number>();
  /** Units that must start successfully. */
  private readonly needed = new Set<string>();

  /** Throws a `RefusedStart` if a required unit cannot be loaded. */
  constructor(
    private readonly registry: UnitRegistry, private readonly host: UnitHost,
    names: { readonly needed?: UnitName; readonly wanted?: readonly UnitName[] },
  ) {
    if (names.needed) this.pull(names.needed, true);
    for (const name of names.wanted ?? []) this.pullWanted(name);
    this.breakCycles();
  }

  /** Resolves when every unit has started, or failed to. */
  run(): Promise<void> {
    for (const unit of this.units.values()) if (unit instanceof Service) this.stopsBefore.set(unit, unit.stops);
    return this.registry.holding([...this.units.keys(), ...this.stops.keys()], async () => {
      await this.stopConflicting();
      await Promise.all([...this.units.keys()].map((id) => this.job(id)));
    });
  }

  /** Resolves with the outcome for one unit as soon as it is known. */
  async runFor(name: UnitName): Promise<StartOutcome> {
    const { id } = this.registry.unit(name);
    const all = this.run();
    await Promise.race([all, this.stopConflicting()]);
    return Promise.race([this.job(id), all.then(() => this.job(id))]);
  }

  private pull(name: UnitName, isNeeded: boolean): void {
    const unit = this.registry.unit(name);
    if (isNeeded) this.needed.add(unit.id);
    if (this.units.has(unit.id)) return;
    const refusal = startRefusalOf(name, unit);
    if (refusal) throw refusal;
    this.units.set(unit.id, unit);
    // The machine's own targets count as already reached; what they want belongs to the machine.
    if (!(unit instanceof Service) && unit.active === 'active') return;
    const missing = missingUnit(unit.definition, this.host.files);
    if (missing) throw new RefusedStart(`Unit ${missing.id} not found.`, 5);
    for (const other of namesOf(unit.definition, ['Requires', 'BindsTo'])) this.pull(other, isNeeded);
    for (const other of namesOf(unit.definition, ['Wants', 'Upholds'])) this.pullWanted(other);
    for (const other of this.conflictsOf(unit)) this.stops.set(other.id, other);
  }

  /** Units that are wanted but cannot be started are left out, along with everything that only they need. */
  private pullWanted(name: UnitName): void {
    const before = new Map(this.units);
    try {
      this.pull(name, false);
    } catch (error) {
      if (!(error instanceof RefusedStart)) throw error;
      for (const id of this.units.keys()) if (!before.has(id)) this.units.delete(id);
    }
  }

  private conflictsOf(unit: Unit): Service[] {
    const named = new Set(namesOf(unit.definition, ['Conflicts']).map(({ id }) => id));
    return this.registry.services().filter((other) => other !== unit && other.active !== 'inactive' && other.active !== 'failed'
      && (named.has(other.id) || namesOf(other.definition, ['Conflicts']).some(({ id }) => id === unit.id)));
  }

  private job(id: string): Promise<StartOutcome> {
    const job = this.jobs.get(id) ?? this.start(this.units.get(id)!);
    this.jobs.set(id, job);
    return job;
  }

  private async stopConflicting(): Promise<void> {
    await Promise.all([...this.stops.values()].map((service) => service.stop()));
  }

  private async start(unit: Unit): Promise<StartOutcome> {
    const before = this.predecessorsOf(unit);
    const outcomes = await Promise.all(before.map(async (other) => ({ id: other.id, outcome: await this.job(other.id) })));
    const needed = new Set(namesOf(unit.definition, ['Requires', 'BindsTo', 'Requisite']).map((name) => this.registry.unit(name).id));
    const hasFailed = outcomes.some(({ id, outcome }) => needed.has(id) && outcome.kind !== 'done' && outcome.kind !== 'condition');
    const lacks = namesOf(unit.definition, ['Requisite']).some((name) => this.registry.unit(name).active !== 'active');
    if (hasFailed || lacks) {
      if (unit instanceof Service) unit.note(`Dependency failed for ${unit.id}.`);
      return { kind: 'dependency' };
    }
    if (!(unit instanceof Service)) {
      unit.active = 'active';
      return { kind: 'done' };
    }
    if (unit.active === 'active' || unit.active === 'reloading') return { kind: 'done' };
    unit.conditionResult = conditionsHold('Condition', unit.definition, this.host.files);
    if (!unit.conditionResult) {
      unit.note(`${unit.id} was skipped because of an unmet condition check.`);
      return { kind: 'condition' };
    }
    if (!conditionsHold('Assert', unit.definition, this.host.files)) return { kind: 'assertion' };
    const result = await unit.start(this.stopsBefore.get(unit));
    if (result === 'canceled') return { kind: 'canceled' };
    return result === 'success' || result === 'exec-condition' ? { kind: 'done' } : { kind: 'failed', result };
  }

  private predecessorsOf(unit: Unit): Unit[] {
    const after = new Set(namesOf(unit.definition, ['After']).map(({ id }) => id));
    // By default a target is reached after the units that it pulls in.
    const pulled = unit instanceof Service ? [] : namesOf(unit.definition, ['Wants', 'Requires']);
    for (const other of pulled.filter((name) => !this.isAfter(name, unit))) after.add(other.id);
    return [...this.units.values()].filter((other) => other !== unit
      && (after.has(other.id) || namesOf(other.definition, ['Before']).some(({ id }) => id === unit.id)));
  }

  private isAfter(name: UnitName, unit: Unit): boolean {
    return namesOf(this.registry.unit(name).definition, ['After']).some(({ id }) => id === unit.id);
  }

  /** Like systemd, breaks a cycle at a unit that is not required. */
  private breakCycles(): void {
    for (let cycle = this.findCycle(); cycle; cycle = this.findCycle()) {
      const spare = cycle.find((id) => !this.needed.has(id));
      if (spare === undefined) throw new RefusedStart('Transaction order is cyclic. See system logs for details.', 1, true);
      this.units.delete(spare);
    }
  }

  private findCycle(): readonly string[] | undefined {
    const done = new Set<string>();
    const visit = (unit: Unit, above: readonly string[]): readonly string[] | undefined => {
      if (done.has(unit.id)) return undefined;
      if (above.includes(unit.id)) return above.slice(above.indexOf(unit.id));
      for (const other of this.predecessorsOf(unit)) {
        const cycle = visit(other, [...above, unit.id]);
        if (cycle) return cycle;
      }
      done.add(unit.id);
      return undefined;
    };
    for (const unit of this.units.values()) {
      const cycle = visit(unit, []);
      if (cycle) return cycle;
    }
    return undefined;
  }
}

/** Why a unit cannot be started because of its file, if so. */
export function refusalOf({ definition, id }: Unit): RefusedStart | undefined {
  switch (definition.loadState) {
    case 'not-found': return new RefusedStart(`Unit ${id} not found.`, 5);
    case 'masked': return new RefusedStart(`Unit ${id} is masked.`, 1);
    case 'bad-setting': return new RefusedStart(`Unit ${id} has a bad unit file setting.`, 1, true);
    case 'error': {
      const hint = 'please adjust/correct and reload service manager';
      return new RefusedStart(`Unit ${id} failed to load properly, ${hint}: Invalid argument`, 1, true);
    }
    default: return undefined;
  }
}

/** In addition, templates and types of units that are not imitated are refused; the machine's own targets need no file. */
function startRefusalOf(name: UnitName, unit: Unit): RefusedStart | undefined {
  if (isTemplate(name)) return new RefusedStart(`Unit name ${name.id} is missing the instance name.`, 1, true);
  const refusal = refusalOf(unit);
  if (refusal?.exitStatus === 5) return isReachedAtBoot(unit.id) ? undefined : refusal;
  if (name.suffix === 'service' || name.suffix === 'target') return refusal;
  return new RefusedStart(`units of type ${name.suffix} are not supported in a local instance`, 1);
}
