import { join } from 'node:path';
import { dropInFolders, dropInsOf, findUnitFile, isMask, loadUnit, realName } from './load-unit';
import { Service } from './service';
import { isReachedAtBoot, Target } from './target';
import type { UnitHost } from './unit-host';
import { UnitLog } from './unit-log';
import type { DefinitionFile, UnitDefinition } from '../../unit/unit-definition';
import { isTemplate, parseUnitName, unescapeName, type UnitName } from '../../unit/unit-name';
import type { InsideFiles } from '../machine/inside-files';

export type Unit = Service | Target;

/** `[Unit]` settings that name other units. A unit stays loaded as long as a loaded unit names it. */
const REFERENCES = ['After', 'Before', 'Wants', 'Requires', 'Requisite', 'BindsTo', 'PartOf', 'Conflicts', 'OnFailure', 'OnSuccess', 'Upholds'];

/**
 * The loaded units. As in systemd, a unit is read when it is first needed and keeps that definition, whatever happens to its files, until a
 * daemon-reload. A unit that is inactive, has not failed and is named by no other is unloaded, and therefore read again the next time.
 */
export class UnitRegistry {
  /** A unit's log outlives the unit. */
  readonly logs = new Map<string, UnitLog>();
  private readonly units = new Map<string, Unit>();
  private readonly reported = new Set<string>();
  private readonly held = new Set<readonly string[]>();
  /** systemd only notices new drop-in folders when it searches for units again. */
  private knownDropInFolders = new Set<string>();

  constructor(private readonly host: UnitHost, private readonly logFolder: string, private readonly onEnd: (service: Service) => void) {}

  /** Returns the unit, loading it if necessary. */
  unit(name: UnitName): Unit {
    const real = realName(name, this.host.files);
    const known = this.units.get(real.id);
    // A unit without a file is searched for again each time.
    if (known && known.definition.loadState !== 'not-found') return known;
    const definition = this.load(real);
    if (known) {
      known.definition = definition;
      return known;
    }
    const unit = name.suffix === 'target' ? new Target(definition) : new Service(definition, this.host, this.log(real.id), this.onEnd);
    this.units.set(real.id, unit);
    for (const other of referencesOf(definition)) this.unit(other);
    return unit;
  }

  /** The unit if it is loaded; does not load it. */
  known(name: UnitName): Unit | undefined {
    return this.units.get(realName(name, this.host.files).id);
  }

  all(): Unit[] {
    return [...this.units.values()].sort((a, b) => (a.id < b.id ? -1 : 1));
  }

  services(): Service[] {
    return this.all().filter((unit) => unit instanceof Service);
  }

  /** Enabled units stay loaded with the boot targets, started or not. */
  loadTargets(): void {
    for (const name of unitNames(['sysinit.target', 'basic.target', 'network-online.target', 'multi-user.target', 'default.target'])) this.unit(name);
  }

  /** daemon-reload: reads every unit again. */
  reload(): void {
    this.knownDropInFolders = new Set();
    for (const unit of this.all()) {
      unit.definition = this.load(unit.definition.name);
      if (unit instanceof Service) unit.forgetStarts();
    }
    for (const other of this.all().flatMap((unit) => referencesOf(unit.definition))) this.unit(other);
  }

  /** Whether the unit's files changed since they were loaded. A rewritten file counts, even with the same content. */
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

  /** Keeps units loaded while `work` runs. */
  async holding<T>(ids: readonly string[], work: () => Promise<T>): Promise<T> {
    const hold = [...ids];
    this.held.add(hold);
    try {
      return await work();
    } finally {
      this.held.delete(hold);
    }
  }

  /** Unloads unused units. systemd does this continuously, here each command does. */
  collect(): void {
    const held = new Set([...this.held].flat());
    const isNeeded = (unit: Unit) => !unit.isIdle || isReachedAtBoot(unit.id) || held.has(unit.id);
    const kept = new Set([...this.units.values()].filter(isNeeded).map(({ id }) => id));
    for (const id of kept) {
      for (const { id: other } of referencesOf(this.units.get(id)!.definition)) if (this.units.has(other)) kept.add(other);
    }
    for (const id of this.units.keys()) if (!kept.has(id)) this.units.delete(id);
  }

  private log(id: string): UnitLog {
    const known = this.logs.get(id);
    if (known) return known;
    const { container, mask } = this.host;
    const name = container?.name ?? id;
    const log = new UnitLog(join(this.logFolder, `${name}.log`), {
      onLine: (text, identifier) => this.host.report('debug', 'instance.unit.output', text, { unit: name, identifier }),
      onSuppressed: () => this.host.report('warning', 'instance.log.suppressed',
        `${id} logs faster than journald takes: it drops the rest, as on AWS (\`LogRateLimitIntervalSec=\` and \`LogRateLimitBurst=\` of the unit)`),
      mask,
      container: container?.name,
    });
    this.logs.set(id, log);
    return log;
  }

  private load(name: UnitName): UnitDefinition {
    const definition = loadUnit(name, this.host.files);
    for (const folder of dropInFolders(name)) if (this.host.files.exists(folder)) this.knownDropInFolders.add(folder);
    this.reportProblems(definition);
    return definition;
  }

  /** Reports once which settings of a unit have no effect locally, and what systemd would complain about. */
  private reportProblems(definition: UnitDefinition): void {
    // Would otherwise repeat in every run: the machine's own targets concern mounts and isolation, not applications.
    const keys = definition.name.id.endsWith('.target') ? [] : definition.notImitated();
    const text = `${definition.name.id}: no effect locally: ${keys.join(' ')}`;
    if (keys.length > 0 && !this.reported.has(text)) this.host.report('info', 'instance.unit.not-imitated', text, { unit: definition.name.id, keys });
    this.reported.add(text);
    const problems = [...definition.problems, ...(definition.refusal === undefined ? [] : [definition.refusal])];
    for (const problem of problems.filter((line) => !this.reported.has(line))) {
      this.reported.add(problem);
      if (problem === definition.refusal) this.log(definition.name.id).note(problem);
      this.host.report('warning', 'instance.unit.problem', problem, { unit: definition.name.id });
    }
  }
}

export function namesOf(definition: UnitDefinition, keys: readonly string[]): UnitName[] {
  return unitNames(keys.flatMap((key) => definition.related(key)));
}

/** On an instance they exist, whatever this machine has. */
const OF_SYSTEMD = /^(?:systemd-.*|dbus)\.(?:socket|timer|path)$/;

/** A required unit of another type than those that are imitated, if it is not there. Mounts may come from `/etc/fstab`. */
export function missingUnit(definition: UnitDefinition, files: InsideFiles): UnitName | undefined {
  const isThere = (name: UnitName) => OF_SYSTEMD.test(name.id) || findUnitFile(name, files) !== undefined
    || (name.suffix === 'mount' && files.kind(`/${unescapeName(name.prefix)}`) === 'folder');
  return ['Requires', 'BindsTo'].flatMap((key) => definition.related(key)).map(parseUnitName).filter((name) => name !== undefined)
    .find((name) => ['socket', 'timer', 'path', 'mount'].includes(name.suffix) && !isThere(name));
}

function unitNames(texts: readonly string[]): UnitName[] {
  return texts.map(parseUnitName)
    .filter((name) => name !== undefined).filter((name) => !isTemplate(name) && (name.suffix === 'service' || name.suffix === 'target'));
}

/** For the machine's own targets, only what was enabled in the instance: everything else belongs to the machine. */
function referencesOf(definition: UnitDefinition): UnitName[] {
  const { name, fragmentPath } = definition;
  const isOfMachine = name.suffix === 'target' && (isReachedAtBoot(name.id) || /^(\/usr)?\/lib\//.test(fragmentPath));
  return isOfMachine ? unitNames(definition.linked()) : namesOf(definition, REFERENCES);
}
