import { isOwn } from './known-keys';
import type { ServiceSettings } from './service-settings';
import type { UnitEntry } from './unit-file';
import { isImitated } from './unit-keys';
import { expandSpecifiers, type UnitName } from './unit-name';

/** `LoadState=` of systemctl show. */
export type LoadState = 'loaded' | 'not-found' | 'masked' | 'bad-setting';

export interface DefinitionFile {
  readonly path: string;
  readonly text: string;
  /** Modification time in nanoseconds. */
  readonly modified: bigint;
}

/** A unit file with its drop-ins, as of when they were loaded. */
export class UnitDefinition {
  /** The settings of a service; absent if the unit cannot be started. */
  settings?: ServiceSettings;
  /** Why systemd rejects the unit (`bad-setting`). */
  refusal?: string;

  constructor(
    readonly name: UnitName,
    /** The unit's own file first, then the drop-ins. */
    readonly files: readonly DefinitionFile[],
    readonly entries: readonly UnitEntry[],
    readonly problems: readonly string[],
    private readonly state: LoadState,
    /** Names in its `.wants` and `.requires` folders. */
    private readonly links: Readonly<Record<'Wants' | 'Requires', readonly string[]>> = { Wants: [], Requires: [] },
  ) {}

  get loadState(): LoadState {
    return this.refusal === undefined ? this.state : 'bad-setting';
  }

  get masked(): boolean {
    return this.state === 'masked';
  }

  get fragmentPath(): string {
    return this.files[0]?.path ?? '';
  }

  /** The last assignment; an empty one resets those before it. */
  value(section: string, key: string): string | undefined {
    return this.values(section, key).at(-1);
  }

  /** All assignments since the last empty one. */
  values(section: string, key: string): string[] {
    return this.assignments(section, key).map((value) => expandSpecifiers(value, this.name));
  }

  /** As written, with specifiers. */
  assignments(section: string, key: string): string[] {
    const all = this.entries.filter((entry) => entry.section === section && entry.key === key).map((entry) => entry.value);
    return all.slice(all.lastIndexOf('') + 1);
  }

  /** The words of all assignments, for lists such as `After=`. */
  words(section: string, key: string): string[] {
    return this.values(section, key).flatMap((value) => value.split(/\s+/)).filter(Boolean);
  }

  /** The units in one of the lists of `[Unit]`, including those from folders. */
  related(key: string): string[] {
    return [...this.words('Unit', key), ...(key === 'Wants' || key === 'Requires' ? this.links[key] : [])];
  }

  /** Only those from folders. */
  linked(): string[] {
    return [...this.links.Wants, ...this.links.Requires];
  }

  flag(section: string, key: string, otherwise = false): boolean {
    return yes(this.value(section, key)) ?? otherwise;
  }

  /** Settings that are not supported, such as `ProtectSystem=`. Those that start with `X-` are custom. */
  notImitated(): string[] {
    const keys = this.entries.filter((entry) => !isOwn(entry.section) && !isOwn(entry.key) && !isImitated(entry)).map(({ key }) => `${key}=`);
    return [...new Set(keys)];
  }
}

/** Parses a boolean as systemd does; `undefined` for an invalid one, which systemd ignores. */
export function yes(text: string | undefined): boolean | undefined {
  if (text === undefined) return undefined;
  if (/^(1|yes|y|true|t|on)$/i.test(text)) return true;
  return /^(0|no|n|false|f|off)$/i.test(text) ? false : undefined;
}
