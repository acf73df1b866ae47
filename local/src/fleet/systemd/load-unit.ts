import { invalidParts } from '../../unit/invalid-parts';
import { readServiceSettings } from '../../unit/service-settings';
import { UnitDefinition, type DefinitionFile } from '../../unit/unit-definition';
import { parseUnitFile } from '../../unit/unit-file';
import { parseUnitName, type UnitName } from '../../unit/unit-name';
import type { InsideFiles } from '../machine/inside-files';

/** Folders with units, in order of precedence. */
export const UNIT_FOLDERS = [
  '/etc/systemd/system', '/run/systemd/system', '/usr/local/lib/systemd/system', '/usr/lib/systemd/system', '/lib/systemd/system',
];

/** Reads a unit, in whatever state its files are. @param path its file, if that is not (yet) in a unit folder. */
export function loadUnit(name: UnitName, files: InsideFiles, path = findUnitFile(name, files)): UnitDefinition {
  if (path === undefined) return new UnitDefinition(name, [], [], [], 'not-found');
  if (isMask(path, files)) return new UnitDefinition(name, [], [], [], 'masked');
  const own = readDefinition(path, files);
  // A dangling link.
  if (!own) return new UnitDefinition(name, [], [], [], 'not-found');

  const found = [own, ...dropInsOf(name, files).flatMap((file) => readDefinition(file, files) ?? [])]
    .map((file) => ({ file, parsed: parseUnitFile(file.text) }));
  const refused = found[0]!.parsed.undecodableLine;
  if (refused !== undefined) {
    return new UnitDefinition(name, [own], [], [`${path}:${refused}: is not UTF-8: systemd does not load the unit`], 'error');
  }
  const definition = new UnitDefinition(
    name,
    found.map(({ file }) => file),
    found.flatMap(({ parsed }) => parsed.entries),
    found.flatMap(({ file: { path: from }, parsed: { entries, problems, undecodableLine } }) => [
      ...problems.map((problem) => `${from}:${problem.line}: ${problem.why}`),
      ...undecodableLine === undefined ? [] : [`${from}:${undecodableLine}: is not UTF-8: systemd ignores it and what follows`],
      ...invalidParts(name, entries).map((part) => `${from}:${part.line}: ignored: ${part.what}`),
    ]),
    'loaded',
    { Wants: linked(name, 'wants', files), Requires: linked(name, 'requires', files) },
  );
  if (name.suffix === 'service') interpret(definition);
  return definition;
}

function interpret(definition: UnitDefinition): void {
  try {
    definition.settings = readServiceSettings(definition);
  } catch (error) {
    definition.refusal = (error as Error).message;
  }
}

/** A unit's own file takes precedence over its template, whatever the folders. */
export function findUnitFile(name: UnitName, files: InsideFiles): string | undefined {
  for (const file of name.template ? [name.id, name.template] : [name.id]) {
    for (const folder of UNIT_FOLDERS) {
      const path = `${folder}/${file}`;
      if (files.exists(path) || files.linkTarget(path) !== undefined) return path;
    }
  }
  return undefined;
}

/** Resolves aliases: a link in a unit folder to a file of another name. */
export function realName(name: UnitName, files: InsideFiles): UnitName {
  const path = findUnitFile(name, files);
  const target = path === undefined ? undefined : files.linkTarget(path);
  const file = target?.slice(target.lastIndexOf('/') + 1);
  if (target === undefined || file === undefined || file === name.id || file === name.template) return name;
  if (!UNIT_FOLDERS.some((folder) => target.startsWith(`${folder}/`))) return name;
  const real = parseUnitName(name.instance === '' ? file : file.replace('@.', `@${name.instance}.`));
  return real?.suffix === name.suffix ? realName(real, files) : name;
}

export function isMask(path: string, files: InsideFiles): boolean {
  return files.linkTarget(path) === '/dev/null' || files.read(path) === '';
}

/** `name.d/*.conf` from all folders, sorted by file name; earlier folders hide files of the same name in later ones. */
export function dropInsOf(name: UnitName, files: InsideFiles): string[] {
  const chosen = new Map<string, string>();
  for (const folder of dropInFolders(name)) {
    for (const file of files.list(folder)) {
      if (file.endsWith('.conf') && !chosen.has(file)) chosen.set(file, `${folder}/${file}`);
    }
  }
  return [...chosen].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, path]) => path);
}

/** The drop-in folders of the unit itself, of its template, of each prefix that ends with a dash, and of its type. */
export function dropInFolders({ id, prefix, template, suffix }: UnitName): string[] {
  const parts = prefix.split('-');
  const prefixes = parts.slice(1).map((_, index) => `${parts.slice(0, parts.length - 1 - index).join('-')}-.${suffix}`);
  return [id, ...(template ? [template] : []), ...prefixes, suffix].flatMap((unit) => UNIT_FOLDERS.map((folder) => `${folder}/${unit}.d`));
}

/** Only from the instance's own folders: the machine's units are not started inside. */
function linked({ id }: UnitName, kind: 'wants' | 'requires', files: InsideFiles): string[] {
  return UNIT_FOLDERS.slice(0, 2).flatMap((folder) => files.list(`${folder}/${id}.${kind}`));
}

function readDefinition(path: string, files: InsideFiles): DefinitionFile | undefined {
  const text = files.read(path);
  const modified = files.modified(path);
  return text === undefined || modified === undefined ? undefined : { path, text, modified };
}
