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

interface Link {
  readonly path: string;
  readonly target: string;
  /** The unit that gains the dependency. */
  readonly of?: string;
}

/** The output of changing links, and the error if it was refused. */
export interface Changed {
  readonly output: readonly string[];
  readonly error?: string;
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
    return unit.words('Install', 'Also').length > 0 && this.linksOf(unit).length === 0 ? 'indirect' : 'disabled';
  }

  /** The units to start at boot. */
  wantedAtBoot(): UnitName[] {
    const folders = BOOT_TARGETS.flatMap((target) => ['wants', 'requires'].map((kind) => `${CONFIGURATION}/${target}.${kind}`));
    const ids = new Set(folders.flatMap((folder) => this.host.files.list(folder)));
    return [...ids].map(parseUnitName).filter((name) => name !== undefined);
  }

  /** Changes nothing if any of the units cannot be enabled. */
  async enable(words: readonly (UnitName | string)[]): Promise<Changed & { readonly hasNothingToInstall: boolean }> {
    const units: UnitDefinition[] = [];
    const links: Link[] = [];
    for (const word of words) {
      const own = typeof word === 'string' ? this.linkForPath(word) : undefined;
      if (own && 'error' in own) return { output: [], error: `Failed to enable unit: ${own.error}`, hasNothingToInstall: false };
      if (own?.link) links.push(own.link);
      const name = own ? own.name : word as UnitName;
      const problem = own?.link ? undefined : this.problemOf(name);
      if (problem) return { output: [], error: `Failed to enable unit: ${problem}`, hasNothingToInstall: false };
      units.push(...this.withAlso(own?.link ? loadUnit(name, this.host.files, own.link.target) : loadUnit(name, this.host.files)));
    }
    const before = links.length;
    links.push(...units.flatMap((unit) => this.linksOf(unit)));
    const output = await this.make(links);
    return { output, hasNothingToInstall: links.length === before && units.every((unit) => !hasInstallSection(unit)) };
  }

  /** Removes every link to the units, regardless of their files or whether those still exist. */
  async disable(names: readonly UnitName[], verb = 'disable'): Promise<Changed> {
    const links: string[] = [];
    for (const name of names) {
      const also = this.withAlso(loadUnit(name, this.host.files)).map((unit) => unit.name);
      const own = [name, ...also].flatMap((each) => this.linksTo(each, CONFIGURATION));
      const path = `${CONFIGURATION}/${name.id}`;
      if (this.isLinked(path)) own.push(path);
      if (own.length === 0 && findUnitFile(name, this.host.files) === undefined) {
        return { output: [], error: `Failed to ${verb} unit: Unit file ${name.id} does not exist.` };
      }
      links.push(...own);
    }
    return this.remove([...new Set(links)]);
  }

  async link(paths: readonly string[]): Promise<Changed> {
    const links: Link[] = [];
    for (const path of paths) {
      const own = this.linkForPath(path);
      if ('error' in own) return { output: [], error: `Failed to link unit: ${own.error}` };
      if (own.link) links.push(own.link);
    }
    return { output: await this.make(links) };
  }

  /** Returns an error if the unit has a file in that place. */
  async mask(name: UnitName, isRuntime: boolean): Promise<Changed> {
    const path = `${isRuntime ? RUNTIME : CONFIGURATION}/${name.id}`;
    if (this.host.files.linkTarget(path) === '/dev/null') return { output: [] };
    if (this.host.files.exists(path) || this.host.files.linkTarget(path) !== undefined) {
      return { output: [], error: `Failed to mask unit: File ${path} already exists.` };
    }
    const output = findUnitFile(name, this.host.files) === undefined ? [`Unit ${name.id} does not exist, proceeding anyway.`] : [];
    return { output: [...output, ...await this.make([{ path, target: '/dev/null' }])] };
  }

  async unmask(name: UnitName, isRuntime: boolean): Promise<Changed> {
    const path = `${isRuntime ? RUNTIME : CONFIGURATION}/${name.id}`;
    if (this.host.files.linkTarget(path) === '/dev/null') return this.remove([path]);
    return { output: findUnitFile(name, this.host.files) === undefined ? [`Unit ${name.id} does not exist, proceeding anyway.`] : [] };
  }

  /** Every unit that has a file, including templates. */
  unitFiles(): string[] {
    const names = UNIT_FOLDERS.flatMap((folder) => this.host.files.list(folder)).filter((file) => /\.(service|target)$/.test(file));
    return [...new Set(names)].sort();
  }

  private problemOf(name: UnitName): string | undefined {
    const path = findUnitFile(name, this.host.files);
    if (path !== undefined && isMask(path, this.host.files)) return `Unit file ${path} is masked.`;
    return path === undefined || !this.host.files.exists(path) ? `Unit file ${name.id} does not exist.` : undefined;
  }

  /** A path outside the unit folders gets a link in them. */
  private linkForPath(path: string): { readonly name: UnitName; readonly link?: Link } | { readonly error: string } {
    const full = path.replace(/^\.\//, '/');
    const name = parseUnitName(full.slice(full.lastIndexOf('/') + 1));
    if (!name || !this.host.files.exists(full)) return { error: `Unit file ${full} does not exist.` };
    if (UNIT_FOLDERS.includes(full.slice(0, full.lastIndexOf('/')))) return { name };
    return { name, link: { path: `${CONFIGURATION}/${name.id}`, target: full } };
  }

  private withAlso(unit: UnitDefinition): UnitDefinition[] {
    const also = unit.words('Install', 'Also').map(parseUnitName).filter((name) => name !== undefined && name.id !== unit.name.id);
    return [unit, ...also.map((name) => loadUnit(name!, this.host.files)).filter(({ loadState }) => loadState !== 'not-found')];
  }

  /** The links that its `[Install]` section asks for. */
  private linksOf(unit: UnitDefinition): Link[] {
    const fallback = unit.value('Install', 'DefaultInstance');
    const id = isTemplate(unit.name) && fallback ? unit.name.id.replace('@.', `@${fallback}.`) : unit.name.id;
    if (isTemplate(unit.name) && !fallback) return [];
    const target = this.isLinked(unit.fragmentPath) ? this.host.files.linkTarget(unit.fragmentPath)! : unit.fragmentPath;
    const kinds = [['WantedBy', 'wants'], ['RequiredBy', 'requires']] as const;
    return [
      ...unit.words('Install', 'Alias').map((alias) => ({ path: `${CONFIGURATION}/${alias}`, target })),
      ...kinds.flatMap(([key, folder]) => unit.words('Install', key).map((of) => ({ path: `${CONFIGURATION}/${of}.${folder}/${id}`, target, of }))),
    ].filter(({ path }) => !path.includes('/../'));
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
      await this.change(['mkdir', '-p', '--', path.slice(0, path.lastIndexOf('/'))]);
      await this.change(['ln', '-sfn', '--', target, path]);
      output.push(`Created symlink ${path} → ${target}.`);
      const other = of === undefined ? undefined : parseUnitName(of);
      if (other && findUnitFile(other, this.host.files) === undefined && !BOOT_TARGETS.includes(other.id)) {
        output.push(`Unit ${target} is added as a dependency to a non-existent unit ${other.id}.`);
      }
    }
    return output;
  }

  private async remove(paths: readonly string[]): Promise<Changed> {
    if (paths.length > 0) await this.change(['rm', '-f', '--', ...paths]);
    return { output: paths.map((path) => `Removed "${path}".`) };
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
