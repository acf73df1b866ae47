import { Service } from './service';
import { RefusedStart, Transaction, type StartOutcome } from './transaction';
import type { UnitHost } from './unit-host';
import { UnitInstallation } from './unit-installation';
import { namesOf, UnitRegistry, type Unit } from './unit-registry';
import { messageOf } from '../../messages/message-of';
import type { UnitName } from '../../unit/unit-name';

/** Dependencies that stop (or restart) a unit together with the one that it names. */
const STOPS_WITH = ['Requires', 'BindsTo', 'Requisite', 'PartOf'];

/** The units of one instance: starts and stops them according to their dependencies. */
export class UnitManager {
  readonly installation: UnitInstallation;
  readonly registry: UnitRegistry;
  /** Set at shutdown: nothing starts any more. */
  private closed = false;

  constructor(private readonly host: UnitHost, logFolder: string) {
    this.installation = new UnitInstallation(host);
    this.registry = new UnitRegistry(host, logFolder, (service) => this.ended(service));
  }

  /** Throws a `RefusedStart` if the start is refused before anything happens. */
  prepareStart(name: UnitName): () => Promise<StartOutcome> {
    if (this.closed) return () => Promise.resolve({ kind: 'canceled' });
    const transaction = new Transaction(this.registry, this.host, { needed: name });
    return () => transaction.runFor(name);
  }

  /** Stops and starts a unit; dependents that stop with it are started again. */
  prepareRestart(name: UnitName): () => Promise<StartOutcome> {
    const start = this.prepareStart(name);
    const unit = this.registry.unit(name);
    const others = this.dependentsOf(unit);
    const restart = async () => {
      await this.stop(unit);
      const outcome = await start();
      await Promise.all(others.map((other) => this.prepareStart(other.definition.name)()));
      return outcome;
    };
    return () => this.registry.holding([unit.id, ...others.map(({ id }) => id)], restart);
  }

  /** Stops a unit, after the units that stop together with it. */
  async stop(unit: Unit): Promise<void> {
    await Promise.all(this.dependentsOf(unit).map((other) => other.stop()));
    if (unit instanceof Service) await unit.stop();
    else unit.active = 'inactive';
  }

  /** Starts what is enabled, in the order given by `After=` and `Before=`. */
  async boot(): Promise<void> {
    this.registry.loadTargets();
    const names = this.installation.wantedAtBoot();
    for (const name of names) this.reportUnlessStartable(name);
    await new Transaction(this.registry, this.host, { wanted: names }).run();
  }

  /** Stops everything in reverse order of starting. */
  async shutDown(): Promise<void> {
    this.closed = true;
    const services = this.registry.services();
    const stops = new Map<Service, Promise<void>>();
    const stop = (service: Service): Promise<void> => {
      const known = stops.get(service);
      if (known) return known;
      // A cycle ends here.
      stops.set(service, Promise.resolve());
      const later = services.filter((other) => other !== service && namesOf(other.definition, ['After']).some(({ id }) => id === service.id));
      const stopping = Promise.all(later.map(stop)).then(() => service.stop());
      stops.set(service, stopping);
      return stopping;
    };
    // Also of what has not started yet: its start may wait for another unit.
    await Promise.all(services.map(stop));
  }

  /** The instance ended by itself: nothing can be stopped any more. */
  abandon(): void {
    this.closed = true;
    for (const service of this.registry.services()) service.abandon();
  }

  /** Running units that stop together with this one, and their own dependents. */
  private dependentsOf(unit: Unit, above: readonly Unit[] = []): Service[] {
    const direct = this.registry.services().filter((other) => other !== unit && !above.includes(other) && isRunning(other)
      && namesOf(other.definition, STOPS_WITH).some((name) => this.registry.known(name) === unit));
    return [...new Set(direct.flatMap((other) => [...this.dependentsOf(other, [...above, unit]), other]))];
  }

  /** Called when a service ended by itself, or could not be started. */
  private ended(service: Service): void {
    if (this.closed) return;
    const next = service.active === 'failed' ? 'OnFailure' : service.result === 'success' ? 'OnSuccess' : undefined;
    for (const name of next ? namesOf(service.definition, [next]) : []) void this.startFor(service, name);
    for (const other of this.registry.services().filter((unit) => isRunning(unit) && unit.active !== 'deactivating')) {
      if (namesOf(other.definition, ['BindsTo']).some(({ id }) => id === service.id)) other.unattended(other.stop());
    }
  }

  private async startFor(service: Service, name: UnitName): Promise<void> {
    try {
      await this.prepareStart(name)();
    } catch (error) {
      service.note(`${service.id}: Failed to enqueue ${name.id}: ${messageOf(error)}`);
    }
  }

  private reportUnlessStartable(name: UnitName): void {
    try {
      new Transaction(this.registry, this.host, { needed: name });
    } catch (error) {
      if (!(error instanceof RefusedStart)) throw error;
      this.host.report('warning', 'instance.unit.not-started', `${name.id} is enabled but could not be started: ${error.message}`, { unit: name.id });
    }
  }
}

function isRunning(service: Service): boolean {
  return service.active !== 'inactive' && service.active !== 'failed';
}
