import { join } from 'node:path';
import type { ServiceResult } from './exit-result';
import { Service } from './service';
import { loadUnit, type UnitDefinition } from './unit-definition';
import type { UnitHost } from './unit-host';
import { UnitInstallation } from './unit-installation';
import { UnitLog } from './unit-log';
import { parseUnitName, type UnitName } from './unit-name';
import type { InsideFiles } from '../machine/inside-files';

export type StartOutcome =
  | { readonly kind: 'done' }
  | { readonly kind: 'not-found' | 'masked' | 'dependency' | 'not-imitated' | 'condition' }
  | { readonly kind: 'failed'; readonly result: ServiceResult };

/** The units of one instance: loads their files, orders their starts and stops. */
export class UnitManager {
  readonly installation: UnitInstallation;
  private readonly services = new Map<string, Service>();
  private readonly told = new Set<string>();
  /** A shut down instance starts nothing any more. */
  private closed = false;

  constructor(private readonly host: UnitHost, private readonly logFolder: string) {
    this.installation = new UnitInstallation(host);
  }

  get files(): InsideFiles {
    return this.host.files;
  }

  /** The units that are loaded, by name. */
  loaded(): Service[] {
    return [...this.services.values()].sort((a, b) => (a.id < b.id ? -1 : 1));
  }

  /** Loads a service, or gives the one that is loaded; an idle one is read again. `undefined` when there is no such file. */
  service(name: UnitName): Service | undefined {
    const known = this.services.get(name.id);
    if (known && known.active !== 'inactive') return known;
    const definition = loadUnit(name, this.host.files);
    if (!definition) {
      this.services.delete(name.id);
      return undefined;
    }
    this.tellNotImitated(definition);
    if (known) {
      known.definition = definition;
      return known;
    }
    const log = new UnitLog(join(this.logFolder, `${name.id}.log`), (text, identifier) => {
      this.host.tell('debug', 'instance.unit.output', text, { unit: name.id, identifier });
    });
    const service = new Service(definition, this.host, log);
    if (!definition.masked) this.services.set(name.id, service);
    return service;
  }

  /** Whether the unit's files changed since they were loaded: systemd goes on with the old ones until a daemon-reload. */
  isOutdated(service: Service): boolean {
    const now = loadUnit(service.definition.name, this.host.files);
    return JSON.stringify(now?.files) !== JSON.stringify(service.definition.files);
  }

  reload(): void {
    for (const service of this.services.values()) {
      const definition = loadUnit(service.definition.name, this.host.files);
      if (definition) {
        service.definition = definition;
        this.tellNotImitated(definition);
      } else if (service.active === 'inactive') {
        this.services.delete(service.id);
      }
    }
  }

  /** Starts a unit after what it requires and wants. Targets are always reached. */
  async start(name: UnitName, above: readonly string[] = []): Promise<StartOutcome> {
    if (name.suffix === 'target') return { kind: 'done' };
    if (name.suffix !== 'service') return { kind: 'not-imitated' };
    const service = this.service(name);
    if (!service) return { kind: 'not-found' };
    if (service.definition.masked) return { kind: 'masked' };
    if (service.active === 'active') return { kind: 'done' };
    if (this.closed || !this.conditionsHold(service.definition)) return { kind: 'condition' };

    const required = unitNames(service.definition, ['Requires', 'BindsTo', 'Requisite']);
    const wanted = unitNames(service.definition, ['Wants']);
    const chain = [...above, name.id];
    for (const dependency of [...required, ...wanted].filter(({ id }) => !chain.includes(id))) {
      const outcome = await this.start(dependency, chain);
      if (required.includes(dependency) && outcome.kind !== 'done' && outcome.kind !== 'condition') return { kind: 'dependency' };
    }
    const result = await service.start();
    return result === 'success' || result === 'exec-condition' ? { kind: 'done' } : { kind: 'failed', result };
  }

  /** Stops a unit after those that require it. */
  async stop(service: Service): Promise<void> {
    const dependents = this.loaded().filter((other) => other !== service && isRunning(other)
      && unitNames(other.definition, ['Requires', 'BindsTo']).some(({ id }) => id === service.id));
    await Promise.all(dependents.map((dependent) => dependent.stop()));
    await service.stop();
  }

  /** Starts what is enabled, in the order that `After=` and `Before=` ask for. */
  async boot(): Promise<void> {
    const names = this.installation.wantedAtBoot();
    for (const group of startOrder(names, (name) => this.service(name)?.definition)) {
      await Promise.all(group.map(async (name) => {
        const outcome = await this.start(name);
        if (outcome.kind === 'done' || outcome.kind === 'condition' || outcome.kind === 'failed') return;
        this.host.tell('warning', 'instance.unit.not-started', `${name.id} is enabled but could not be started: ${outcome.kind}`, { unit: name.id });
      }));
    }
  }

  /** Stops everything, the last started first. */
  async shutDown(): Promise<void> {
    this.closed = true;
    const names = this.loaded().map((service) => service.definition.name);
    for (const group of startOrder(names, (name) => this.services.get(name.id)?.definition).reverse()) {
      await Promise.all(group.map((name) => this.services.get(name.id)?.stop()));
    }
  }

  /** Nothing can be stopped any more: the instance ended by itself. */
  abandon(): void {
    this.closed = true;
    for (const service of this.services.values()) service.abandon();
  }

  private conditionsHold(definition: UnitDefinition): boolean {
    return [...definition.values('Unit', 'ConditionPathExists'), ...definition.values('Unit', 'AssertPathExists')]
      .every((path) => (path.startsWith('!') ? !this.host.files.exists(path.slice(1)) : this.host.files.exists(path)));
  }

  private tellNotImitated(definition: UnitDefinition): void {
    const keys = definition.notImitated();
    const text = `${definition.name.id}: not imitated here: ${keys.join(' ')}`;
    if (keys.length > 0 && !this.told.has(text)) this.host.tell('info', 'instance.unit.not-imitated', text, { unit: definition.name.id, keys });
    this.told.add(text);
    for (const problem of definition.problems.filter((line) => !this.told.has(line))) {
      this.told.add(problem);
      this.host.tell('warning', 'instance.unit.problem', problem, { unit: definition.name.id });
    }
  }
}

export function isRunning(service: Service): boolean {
  return service.active !== 'inactive' && service.active !== 'failed';
}

function unitNames(definition: UnitDefinition, keys: readonly string[]): UnitName[] {
  return keys.flatMap((key) => definition.words('Unit', key)).map(parseUnitName).filter((name) => name !== undefined);
}

/** Groups that may start together; a cycle is broken where it is met. */
function startOrder(names: readonly UnitName[], definitionOf: (name: UnitName) => UnitDefinition | undefined): UnitName[][] {
  const ids = names.map(({ id }) => id);
  const after = new Map(names.map((name) => {
    const definition = definitionOf(name);
    return [name.id, new Set(definition ? unitNames(definition, ['After']).map(({ id }) => id).filter((id) => ids.includes(id)) : [])];
  }));
  for (const name of names) {
    const definition = definitionOf(name);
    for (const { id } of definition ? unitNames(definition, ['Before']) : []) after.get(id)?.add(name.id);
  }
  const groups: UnitName[][] = [];
  for (let rest = [...names]; rest.length > 0;) {
    const free = rest.filter((name) => rest.every((other) => other === name || !after.get(name.id)!.has(other.id)));
    const group = free.length > 0 ? free : rest.slice(0, 1);
    groups.push(group);
    rest = rest.filter((name) => !group.includes(name));
  }
  return groups;
}
