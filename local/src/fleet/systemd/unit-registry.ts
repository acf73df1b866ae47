import { join } from 'node:path';
import { dropInFolders, dropInsOf, findUnitFile, isMask, loadUnit, realName } from './load-unit';
import { Service } from './service';
import { isReachedAtBoot, Target } from './target';
import type { UnitHost } from './unit-host';
import { UnitLog } from './unit-log';
import type { DefinitionFile, UnitDefinition } from '../../unit/unit-definition';
import { isTemplate, parseUnitName, type UnitName } from '../../unit/unit-name';

export type Unit = Service | Target;

/** The lists of `[Unit]` that name other units. A unit that another one names stays loaded with it. */
const REFERENCES = ['After', 'Before', 'Wants', 'Requires', 'Requisite', 'BindsTo', 'PartOf', 'Conflicts', 'OnFailure', 'OnSuccess', 'Upholds'];

/**
 * The units that are loaded. As in systemd a unit is read when it is first asked for, and goes on with that definition, whatever happens to its
 * files, until a daemon-reload; one that does nothing, has not failed and is named by no other is forgotten, and so read again the next time.
 */
export class UnitRegistry {
  private readonly units = new Map<string, Unit>();
  private readonly logsById = new Map<string, UnitLog>();
  private readonly told = new Set<string>();
  private readonly held = new Set<readonly string[]>();
  /** systemd knows of new folders of drop-ins only when it looks for units again. */
  private knownDropInFolders = new Set<string>();

  constructor(private readonly host: UnitHost, private readonly logFolder: string, private readonly onEnd: (service: Service) => void) {}

  /** Loads a unit, or gives the one that is loaded. */
  unit(name: UnitName): Unit {
    const real = realName(name, this.host.files);
    const known = this.units.get(real.id);
    // A unit without a file is looked for again each time.
    if (known && known.definition.loadState !== 'not-found') return known;
    const definition = loadUnit(real, this.host.files);
    this.rememberDropInFolders(real);
    this.tell(definition);
    if (known) {
      known.definition = definition;
      return known;
    }
    const unit = name.suffix === 'target' ? new Target(definition) : new Service(definition, this.host, this.log(real.id), this.onEnd);
    this.units.set(real.id, unit);
    for (const other of referencesOf(definition)) this.unit(other);
    return unit;
  }

  service(name: UnitName): Service {
    return this.unit(name) as Service;
  }

  /** The unit if it is loaded, without loading it. */
  known(name: UnitName): Unit | undefined {
    return this.units.get(realName(name, this.host.files).id);
  }

  all(): Unit[] {
    return [...this.units.values()].sort((a, b) => (a.id < b.id ? -1 : 1));
  }

  services(): Service[] {
    return this.all().filter((unit) => unit instanceof Service);
  }

  logs(): ReadonlyMap<string, UnitLog> {
    return this.logsById;
  }

  /** The log of a unit outlives the unit. */
  log(id: string): UnitLog {
    const known = this.logsById.get(id);
    if (known) return known;
    const log = new UnitLog(join(this.logFolder, `${id}.log`), (text, identifier) => {
      this.host.tell('debug', 'instance.unit.output', text, { unit: id, identifier });
    });
    this.logsById.set(id, log);
    return log;
  }

  /** What was enabled stays loaded with the targets that boot, started or not. */
  loadTargets(): void {
    for (const name of unitNames(['sysinit.target', 'basic.target', 'network-online.target', 'multi-user.target', 'default.target'])) this.unit(name);
  }

  /** daemon-reload: every unit is read again. */
  reload(): void {
    this.knownDropInFolders = new Set();
    for (const unit of this.all()) {
      unit.definition = loadUnit(unit.definition.name, this.host.files);
      this.rememberDropInFolders(unit.definition.name);
      if (unit instanceof Service) unit.forgetStarts();
      this.tell(unit.definition);
    }
    for (const unit of [...this.units.values()]) {
      for (const other of referencesOf(unit.definition)) this.unit(other);
    }
  }

  /** Whether the unit's files changed since they were loaded. A file that was written again counts, whatever is in it. */
  isOutdated({ definition }: Unit): boolean {
    const { files } = this.host;
    const { name } = definition;
    if (definition.loadState === 'not-found') return false;
    const found = findUnitFile(name, files);
    if (definition.masked) return found !== undefined && !isMask(found, files);
    const isChanged = ({ path, modified }: DefinitionFile) => (files.modified(path) ?? Infinity) > modified || files.linkTarget(path) === '/dev/null';
    if (definition.files.some(isChanged)) return true;
    const dropIns = dropInsOf(name, files).filter((file) => this.knownDropInFolders.has(file.slice(0, file.lastIndexOf('/'))));
    return dropIns.join() !== definition.files.slice(1).map((file) => file.path).join();
  }

  /** Does something for which units must stay loaded. */
  async holding<T>(ids: readonly string[], work: () => Promise<T>): Promise<T> {
    const hold = [...ids];
    this.held.add(hold);
    try {
      return await work();
    } finally {
      this.held.delete(hold);
    }
  }

  /** Forgets what nobody needs. systemd does it all the time, here each command does it. */
  collect(): void {
    const held = new Set([...this.held].flat());
    const isNeeded = (unit: Unit) => !unit.isIdle || isReachedAtBoot(unit.id) || held.has(unit.id);
    const kept = new Set([...this.units.values()].filter(isNeeded).map(({ id }) => id));
    for (const id of kept) {
      for (const { id: other } of referencesOf(this.units.get(id)!.definition)) if (this.units.has(other)) kept.add(other);
    }
    for (const id of this.units.keys()) if (!kept.has(id)) this.units.delete(id);
  }

  private rememberDropInFolders(name: UnitName): void {
    for (const folder of dropInFolders(name)) if (this.host.files.exists(folder)) this.knownDropInFolders.add(folder);
  }

  /** What of a unit counts for nothing here, and what systemd would complain of: once. */
  private tell(definition: UnitDefinition): void {
    // The machine's own targets would be in each run: what they say of mounts and of isolating concerns no application.
    const keys = definition.name.id.endsWith('.target') ? [] : definition.notImitated();
    const text = `${definition.name.id}: not imitated here: ${keys.join(' ')}`;
    if (keys.length > 0 && !this.told.has(text)) this.host.tell('info', 'instance.unit.not-imitated', text, { unit: definition.name.id, keys });
    this.told.add(text);
    const problems = [...definition.problems, ...(definition.refusal === undefined ? [] : [definition.refusal])];
    for (const problem of problems.filter((line) => !this.told.has(line))) {
      this.told.add(problem);
      if (problem === definition.refusal) this.log(definition.name.id).append('systemd', 1, problem);
      this.host.tell('warning', 'instance.unit.problem', problem, { unit: definition.name.id });
    }
  }
}

export function namesOf(definition: UnitDefinition, keys: readonly string[]): UnitName[] {
  return unitNames(keys.flatMap((key) => definition.related(key)));
}

function unitNames(texts: readonly string[]): UnitName[] {
  return texts.map(parseUnitName)
    .filter((name) => name !== undefined).filter((name) => !isTemplate(name) && (name.suffix === 'service' || name.suffix === 'target'));
}

/** Of the machine's own targets only what was enabled in the instance: the rest of what they name is the machine's. */
function referencesOf(definition: UnitDefinition): UnitName[] {
  const { name, fragmentPath } = definition;
  const isOfMachine = name.suffix === 'target' && (isReachedAtBoot(name.id) || /^(\/usr)?\/lib\//.test(fragmentPath));
  return isOfMachine ? unitNames(definition.linked()) : namesOf(definition, REFERENCES);
}
