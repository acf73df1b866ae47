import { posix } from 'node:path';
import { findUnitFile, isMask, loadUnit, realName, UNIT_FOLDERS } from './load-unit';
import type { UnitHost } from './unit-host';
import type { UnitDefinition } from '../../unit/unit-definition';
import { isTemplate, parseUnitName, type UnitName } from '../../unit/unit-name';

export type UnitFileState = 'enabled' | 'enabled-runtime' | 'disabled' | 'static' | 'indirect' | 'masked' | 'masked-runtime' | 'linked' | 'alias';

const CONFIGURATION = '/etc/systemd/system';
const RUNTIME = '/run/systemd/system';
/** Targets that an instance reaches at boot. */
const BOOT_TARGETS = [
  'sysinit.target', 'basic.target', 'network-online.target', 'local-fs.target', 'multi-user.target', 'default.target', 'graphical.target',
];
const INSTALL_KEYS = ['WantedBy', 'RequiredBy', 'Alias', 'Also', 'DefaultInstance'];

type EnableVerb = 'enable' | 'reenable';

export interface Enabled {
  readonly output: readonly string[];
  readonly problem: string | undefined;
  readonly hasNothingToInstall: boolean;
}

interface Link {
  readonly path: string;
  readonly target: string;
  /** The unit that gains the dependency. */
  readonly of?: string;
}

/** Determines which units start at boot: the links that `systemctl enable` creates and `disable` removes. */
export class UnitInstallation {
  constructor(private readonly host: UnitHost) {}

  state(name: UnitName): UnitFileState | undefined {
    const { files } = this.host;
    const path = findUnitFile(name, files);
    if (path === undefined) return undefined;
    if (isMask(path, files)) return path.startsWith(RUNTIME) ? 'masked-runtime' : 'masked';
    if (!files.exists(path)) return undefined;
    if (realName(name, files).id !== name.id) return 'alias';
    if (this.linksTo(name, CONFIGURATION).length > 0) return 'enabled';
    if (this.linksTo(name, RUNTIME).length > 0) return 'enabled-runtime';
    if (this.isLinked(path)) return 'linked';
    const unit = loadUnit(name, files);
    if (!hasInstallSection(unit)) return 'static';
    return unit.words('Install', 'Also').length > 0 && this.linksOf(unit, CONFIGURATION).flat().length === 0 ? 'indirect' : 'disabled';
  }

  /** The units to start at boot. */
  wantedAtBoot(): UnitName[] {
    const folders = BOOT_TARGETS.flatMap((target) => ['wants', 'requires'].map((kind) => `${CONFIGURATION}/${target}.${kind}`));
    const ids = new Set(folders.flatMap((folder) => this.host.files.list(folder)));
    return [...ids].map(parseUnitName).filter((name) => name !== undefined);
  }

  /** Changes nothing if any of the units has no file. An invalid name in the first setting of an `[Install]` section is a problem. */
  async enable(words: readonly (UnitName | string)[], isRuntime: boolean, verb: EnableVerb = 'enable'): Promise<Enabled> {
    const units: UnitDefinition[] = [];
    const own: Link[] = [];
    for (const word of words) {
      const { name, link } = typeof word === 'string' ? this.linkForPath(word, verb) : { name: word };
      if (link) own.push(link);
      else this.assertCanBeEnabled(name, verb);
      units.push(...this.withAlso(loadUnit(name, this.host.files, link?.target), verb));
    }
    const asked = units.map((unit) => this.linksOf(unit, isRuntime ? RUNTIME : CONFIGURATION));
    const output = await this.make([...own, ...asked.flat(2).filter((link) => typeof link !== 'string')]);
    // As in systemd, the first setting of a unit decides whether it is a failure; the links are made anyway.
    const problem = asked.flatMap((settings) => settings.find((links) => links.length > 0) ?? []).find((link) => typeof link === 'string');
    return { output: problem === undefined ? output : [], problem, hasNothingToInstall: !units.some(hasInstallSection) };
  }

  /** Fails if there is neither a link to any of the units nor a file of each. */
  async disable(names: readonly UnitName[], isRuntime: boolean): Promise<string[]> {
    const output = await this.removeLinks(names, isRuntime);
    const missing = output.length > 0 ? undefined : names.find((name) => !this.hasFile(name));
    if (missing) throw new Error(`Failed to disable unit: Unit file ${missing.id} does not exist.`);
    return output;
  }

  /** Removes every link to the units, regardless of their files or whether those still exist. */
  async removeLinks(names: readonly UnitName[], isRuntime: boolean): Promise<string[]> {
    const folder = isRuntime ? RUNTIME : CONFIGURATION;
    const links = names.flatMap((name) => {
      const also = this.withAlso(loadUnit(name, this.host.files), 'disable').map((unit) => unit.name);
      const path = `${folder}/${name.id}`;
      return [...[name, ...also].flatMap((each) => this.linksTo(each, folder)), ...(this.isLinked(path) ? [path] : [])];
    });
    return this.remove([...new Set(links)]);
  }

  async link(paths: readonly string[]): Promise<string[]> {
    return this.make(paths.flatMap((path) => this.linkForPath(path, 'link').link ?? []));
  }

  /** Fails if a unit has a file in that place. */
  async mask(names: readonly UnitName[], isRuntime: boolean): Promise<string[]> {
    const { files } = this.host;
    const paths = names.map((name) => maskOf(name, isRuntime));
    const taken = paths.find((path) => files.linkTarget(path) !== '/dev/null' && (files.exists(path) || files.linkTarget(path) !== undefined));
    if (taken !== undefined) throw new Error(`Failed to mask unit: File ${taken} already exists.`);
    return [...this.missing(names), ...await this.make(paths.map((path) => ({ path, target: '/dev/null' })))];
  }

  async unmask(names: readonly UnitName[], isRuntime: boolean): Promise<string[]> {
    const masks = names.map((name) => maskOf(name, isRuntime)).filter((path) => this.host.files.linkTarget(path) === '/dev/null');
    return [...this.missing(names), ...await this.remove(masks)];
  }

  /** Every unit that has a file, including templates. */
  unitFiles(): string[] {
    const names = UNIT_FOLDERS.flatMap((folder) => this.host.files.list(folder)).filter((file) => /\.(service|target)$/.test(file));
    return [...new Set(names)].sort();
  }

  private hasFile(name: UnitName): boolean {
    return findUnitFile(name, this.host.files) !== undefined;
  }

  private missing(names: readonly UnitName[]): string[] {
    return names.filter((name) => !this.hasFile(name)).map(({ id }) => `Unit ${id} does not exist, proceeding anyway.`);
  }

  private assertCanBeEnabled(name: UnitName, verb: EnableVerb): void {
    const path = findUnitFile(name, this.host.files);
    if (path !== undefined && isMask(path, this.host.files)) throw new Error(`Failed to ${verb} unit: Unit file ${path} is masked.`);
    if (path === undefined || !this.host.files.exists(path)) throw new Error(`Failed to ${verb} unit: Unit file ${name.id} does not exist.`);
  }

  /** A path outside the unit folders gets a link in them. */
  private linkForPath(path: string, verb: EnableVerb | 'link'): { readonly name: UnitName; readonly link?: Link } {
    const full = posix.normalize(path);
    const name = parseUnitName(full.slice(full.lastIndexOf('/') + 1));
    if (!name || !this.host.files.exists(full)) throw new Error(`Failed to ${verb} unit: Unit file ${full} does not exist.`);
    if (UNIT_FOLDERS.includes(full.slice(0, full.lastIndexOf('/')))) return { name };
    return { name, link: { path: `${CONFIGURATION}/${name.id}`, target: full } };
  }

  private withAlso(unit: UnitDefinition, verb: EnableVerb | 'disable'): UnitDefinition[] {
    const also = unit.words('Install', 'Also').map(parseUnitName);
    if (also.includes(undefined)) throw new Error(`Failed to ${verb} unit: File ${unit.name.id}: Invalid argument`);
    const others = also.filter((name) => name!.id !== unit.name.id).map((name) => loadUnit(name!, this.host.files));
    return [unit, ...others.filter(({ loadState }) => loadState !== 'not-found')];
  }

  /** The links that each setting of its `[Install]` section asks for, and why there is none for a name. */
  private linksOf(unit: UnitDefinition, place: string): (Link | string)[][] {
    const fallback = unit.value('Install', 'DefaultInstance');
    const id = isTemplate(unit.name) && fallback ? unit.name.id.replace('@.', `@${fallback}.`) : unit.name.id;
    // Only a template can want all instances of a template.
    const mustBeTemplate = isTemplate(unit.name) && !fallback;
    const target = this.isLinked(unit.fragmentPath) ? this.host.files.linkTarget(unit.fragmentPath)! : unit.fragmentPath;
    const kinds = [['WantedBy', 'wants'], ['RequiredBy', 'requires']] as const;
    return [
      unit.words('Install', 'Alias').map((alias) => {
        const other = parseUnitName(alias);
        return other?.suffix === unit.name.suffix ? { path: `${place}/${alias}`, target } : `Cannot alias ${unit.name.id} as ${alias}.`;
      }),
      ...kinds.map(([key, folder]) => unit.words('Install', key).map((of) => {
        const other = parseUnitName(of);
        if (!other) return `"${of}" is not a valid unit name.`;
        if (mustBeTemplate && !isTemplate(other)) return `Destination unit ${of} is a non-template unit.`;
        return { path: `${place}/${of}.${folder}/${id}`, target, of };
      })),
    ];
  }

  /** The links in a folder that lead to a unit: dependencies and aliases. Those of a template count for all its instances. */
  private linksTo(name: UnitName, folder: string): string[] {
    const { files } = this.host;
    const isOf = (id: string) => id === name.id || (isTemplate(name) && parseUnitName(id)?.template === name.id);
    const dependencies = files.list(folder).filter((entry) => /\.(wants|requires)$/.test(entry))
      .flatMap((entry) => files.list(`${folder}/${entry}`).filter(isOf).map((id) => `${folder}/${entry}/${id}`));
    const aliases = files.list(folder).filter((entry) => entry !== name.id).map((entry) => `${folder}/${entry}`)
      .filter((path) => files.linkTarget(path)?.split('/').at(-1) === name.id);
    return [...dependencies, ...aliases];
  }

  private isLinked(path: string): boolean {
    const target = this.host.files.linkTarget(path);
    return target !== undefined && target !== '/dev/null' && !UNIT_FOLDERS.some((folder) => target.startsWith(`${folder}/`));
  }

  private async make(links: readonly Link[]): Promise<string[]> {
    const output: string[] = [];
    for (const { path, target, of } of links.filter((link) => this.host.files.linkTarget(link.path) !== link.target)) {
      const folder = path.slice(0, path.lastIndexOf('/'));
      if (this.host.files.kind(folder) !== 'folder') await this.change(['mkdir', '-p', '--', folder]);
      await this.change(['ln', '-sfn', '--', target, path]);
      output.push(`Created symlink ${path} → ${target}.`);
      const other = of === undefined ? undefined : parseUnitName(of);
      if (other && !this.hasFile(other) && !BOOT_TARGETS.includes(other.id)) {
        output.push(`Unit ${target} is added as a dependency to a non-existent unit ${other.id}.`);
      }
    }
    return output;
  }

  private async remove(paths: readonly string[]): Promise<string[]> {
    if (paths.length > 0) await this.change(['rm', '-f', '--', ...paths]);
    return paths.map((path) => `Removed "${path}".`);
  }

  private async change(argv: readonly string[]): Promise<void> {
    const errors: Buffer[] = [];
    const status = await this.host.run(argv, { onStderr: (chunk) => errors.push(chunk) }).exited;
    if (status.code !== 0) throw new Error(Buffer.concat(errors).toString().trim() || `${argv[0]} failed`);
  }
}

function hasInstallSection(unit: UnitDefinition): boolean {
  return INSTALL_KEYS.some((key) => unit.words('Install', key).length > 0);
}

function maskOf({ id }: UnitName, isRuntime: boolean): string {
  return `${isRuntime ? RUNTIME : CONFIGURATION}/${id}`;
}
