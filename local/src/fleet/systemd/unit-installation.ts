import { findUnitFile, loadUnit, UNIT_FOLDERS, type UnitDefinition } from './unit-definition';
import type { UnitHost } from './unit-host';
import { parseUnitName, type UnitName } from './unit-name';

export type UnitFileState = 'enabled' | 'enabled-runtime' | 'disabled' | 'static' | 'masked' | 'linked' | 'alias';

const CONFIGURATION = '/etc/systemd/system';
/** What an instance reaches when it boots. */
const BOOT_TARGETS = ['sysinit.target', 'basic.target', 'network-online.target', 'local-fs.target', 'multi-user.target', 'default.target'];

interface Link {
  readonly path: string;
  readonly target: string;
}

/** Which units start at boot: the links that `systemctl enable` makes and `disable` takes away. */
export class UnitInstallation {
  constructor(private readonly host: UnitHost) {}

  state(name: UnitName): UnitFileState | undefined {
    const path = findUnitFile(name, this.host.files);
    if (path === undefined) return undefined;
    const unit = loadUnit(name, this.host.files);
    if (!unit || unit.masked) return 'masked';
    if (this.linksOf(unit).some((link) => this.host.files.linkTarget(link.path) !== undefined)) return 'enabled';
    return hasInstallSection(unit) ? 'disabled' : 'static';
  }

  /** The units that a boot starts. */
  wantedAtBoot(): UnitName[] {
    const folders = BOOT_TARGETS.flatMap((target) => ['wants', 'requires'].map((kind) => `${CONFIGURATION}/${target}.${kind}`));
    const ids = new Set(folders.flatMap((folder) => this.host.files.list(folder)));
    return [...ids].map(parseUnitName).filter((name) => name !== undefined);
  }

  /** Returns what systemctl says of each link that was made. */
  async enable(unit: UnitDefinition): Promise<string[]> {
    const missing = this.linksOf(unit).filter((link) => this.host.files.linkTarget(link.path) !== link.target);
    for (const { path, target } of missing) {
      await this.change(['mkdir', '-p', '--', path.slice(0, path.lastIndexOf('/'))]);
      await this.change(['ln', '-sfn', '--', target, path]);
    }
    return missing.map(({ path, target }) => `Created symlink ${path} → ${target}.`);
  }

  async disable(unit: UnitDefinition): Promise<string[]> {
    const present = this.linksOf(unit).filter((link) => this.host.files.linkTarget(link.path) !== undefined);
    if (present.length > 0) await this.change(['rm', '-f', '--', ...present.map(({ path }) => path)]);
    return present.map(({ path }) => `Removed "${path}".`);
  }

  /** Returns an error text where a file of the unit's own is in the way. */
  async mask(name: UnitName): Promise<{ readonly said: string[]; readonly error?: string }> {
    const path = `${CONFIGURATION}/${name.id}`;
    if (this.host.files.linkTarget(path) === '/dev/null') return { said: [] };
    if (this.host.files.exists(path)) return { said: [], error: `Failed to mask unit: File ${path} already exists.` };
    await this.change(['ln', '-s', '/dev/null', path]);
    return { said: [`Created symlink ${path} → /dev/null.`] };
  }

  async unmask(name: UnitName): Promise<string[]> {
    const path = `${CONFIGURATION}/${name.id}`;
    if (this.host.files.linkTarget(path) !== '/dev/null') return [];
    await this.change(['rm', '-f', '--', path]);
    return [`Removed "${path}".`];
  }

  /** Every unit that has a file, templates too. */
  unitFiles(): string[] {
    const names = UNIT_FOLDERS.flatMap((folder) => this.host.files.list(folder)).filter((file) => file.endsWith('.service'));
    return [...new Set(names)].sort();
  }

  private linksOf(unit: UnitDefinition): Link[] {
    const fallback = unit.value('Install', 'DefaultInstance');
    const isTemplate = unit.name.id.includes('@.');
    const id = isTemplate && fallback ? unit.name.id.replace('@.', `@${fallback}.`) : unit.name.id;
    const kinds = [['WantedBy', 'wants'], ['RequiredBy', 'requires']] as const;
    return [
      ...kinds.flatMap(([key, folder]) => unit.words('Install', key).map((target) => ({ path: `${CONFIGURATION}/${target}.${folder}/${id}`, target: unit.fragmentPath }))),
      ...unit.words('Install', 'Alias').map((alias) => ({ path: `${CONFIGURATION}/${alias}`, target: unit.fragmentPath })),
    ].filter(({ path }) => !path.includes('/../'));
  }

  private async change(argv: readonly string[]): Promise<void> {
    const errors: Buffer[] = [];
    const status = await this.host.run(argv, { onStderr: (chunk) => errors.push(chunk) }).exited;
    if (status.code !== 0) throw new Error(Buffer.concat(errors).toString().trim() || `${argv[0]} failed`);
  }
}

export function hasInstallSection(unit: UnitDefinition): boolean {
  return unit.entries.some((entry) => entry.section === 'Install');
}
