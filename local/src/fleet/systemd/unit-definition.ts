import { parseUnitFile, type UnitEntry } from './unit-file';
import { isImitated } from './unit-keys';
import { expandSpecifiers, type UnitName } from './unit-name';
import type { InsideFiles } from '../machine/inside-files';

/** Where units are, the first wins. */
export const UNIT_FOLDERS = [
  '/etc/systemd/system', '/run/systemd/system', '/usr/local/lib/systemd/system', '/usr/lib/systemd/system', '/lib/systemd/system',
];

/** A unit's file with its drop-ins. */
export class UnitDefinition {
  constructor(
    readonly name: UnitName,
    /** First the unit's own file, then the drop-ins. */
    readonly files: readonly { readonly path: string; readonly text: string }[],
    readonly entries: readonly UnitEntry[],
    readonly problems: readonly string[],
    readonly masked: boolean,
  ) {}

  get fragmentPath(): string {
    return this.files[0]?.path ?? '';
  }

  /** The last assignment; an empty one takes back those before it. */
  value(section: string, key: string): string | undefined {
    return this.values(section, key).at(-1);
  }

  /** Every assignment since the last empty one. */
  values(section: string, key: string): string[] {
    const all = this.entries.filter((entry) => entry.section === section && entry.key === key).map((entry) => entry.value);
    return all.slice(all.lastIndexOf('') + 1).map((value) => expandSpecifiers(value, this.name));
  }

  /** Words of every assignment, for lists such as `After=`. */
  words(section: string, key: string): string[] {
    return this.values(section, key).flatMap((value) => value.split(/\s+/)).filter(Boolean);
  }

  /** The keys that are not imitated, as `ProtectSystem=`. Those that start with `X-` are the author's own. */
  notImitated(): string[] {
    const keys = this.entries.filter((entry) => !isOwn(entry.section) && !isOwn(entry.key) && !isImitated(entry)).map(({ key }) => `${key}=`);
    return [...new Set(keys)];
  }
}

function isOwn(name: string): boolean {
  return name.startsWith('X-');
}

/** `undefined` when no folder has the unit. */
export function loadUnit(name: UnitName, files: InsideFiles): UnitDefinition | undefined {
  const path = findUnitFile(name, files);
  if (path === undefined) return undefined;
  if (isMask(path, files)) return new UnitDefinition(name, [], [], [], true);

  const found = [path, ...dropIns(name, files)].flatMap((file) => {
    const text = files.read(file);
    return text === undefined ? [] : [{ path: file, text, parsed: parseUnitFile(text) }];
  });
  return new UnitDefinition(
    name,
    found.map(({ path: file, text }) => ({ path: file, text })),
    found.flatMap(({ parsed }) => parsed.entries),
    found.flatMap(({ path: file, parsed }) => parsed.problems.map((problem) => `${file}:${problem}`)),
    false,
  );
}

/** A unit of its own name is preferred to its template, whatever the folder. */
export function findUnitFile(name: UnitName, files: InsideFiles): string | undefined {
  for (const file of name.template ? [name.id, name.template] : [name.id]) {
    for (const folder of UNIT_FOLDERS) {
      const path = `${folder}/${file}`;
      if (files.exists(path) || files.linkTarget(path) !== undefined) return path;
    }
  }
  return undefined;
}

function isMask(path: string, files: InsideFiles): boolean {
  return files.linkTarget(path) === '/dev/null' || files.read(path) === '';
}

/** `name.d/*.conf` of every folder, by file name; a file hides those with its name in later folders. */
function dropIns(name: UnitName, files: InsideFiles): string[] {
  const chosen = new Map<string, string>();
  for (const unit of [name.id, ...(name.template ? [name.template] : [])]) {
    for (const folder of UNIT_FOLDERS) {
      for (const file of files.list(`${folder}/${unit}.d`)) {
        if (file.endsWith('.conf') && !chosen.has(file)) chosen.set(file, `${folder}/${unit}.d/${file}`);
      }
    }
  }
  return [...chosen].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, path]) => path);
}
