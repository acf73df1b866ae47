import { isOwn } from './known-keys';
import type { UnitEntry } from './unit-file';
import { isImitated } from './unit-keys';
import { expandIfKnown, expandSpecifiers, unresolvedSpecifiers, type UnitName } from './unit-name';

/** The assignments of a unit file and its drop-ins, read as systemd reads them. */
export class UnitEntries {
  constructor(
    readonly name: UnitName,
    readonly entries: readonly UnitEntry[],
    /** Names in its `.wants` and `.requires` folders. */
    private readonly links: Readonly<Record<'Wants' | 'Requires', readonly string[]>> = { Wants: [], Requires: [] },
  ) {}

  /** Throws for a specifier that systemd does not know. */
  readonly expand = (text: string): string => expandSpecifiers(text, this.name);

  /** `undefined` if systemd ignores the text because of a specifier that it does not know. */
  readonly expandIfKnown = (text: string): string | undefined => expandIfKnown(text, this.name);

  /** The last assignment; an empty one resets those before it. */
  value(section: string, key: string): string | undefined {
    return this.values(section, key).at(-1);
  }

  /** All assignments since the last empty one. */
  values(section: string, key: string): string[] {
    return this.assignments(section, key).flatMap((value) => this.expandIfKnown(value) ?? []);
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
    const others = ['Requires', 'BindsTo', 'Wants'].flatMap((key) => this.words('Unit', key).filter(isOfOtherType).map((name) => `${key}=${name}`));
    return [...new Set([...keys, ...others, ...this.entries.flatMap(({ value }) => unresolvedSpecifiers(value))])];
  }
}

/** What starts other units later. */
function isOfOtherType(name: string): boolean {
  return /[.](socket|timer|path)$/.test(name);
}

/** Parses a boolean as systemd does; `undefined` for an invalid one, which systemd ignores. */
export function yes(text: string | undefined): boolean | undefined {
  if (text === undefined) return undefined;
  if (/^(1|yes|y|true|t|on)$/i.test(text)) return true;
  return /^(0|no|n|false|f|off)$/i.test(text) ? false : undefined;
}
