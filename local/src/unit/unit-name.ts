import { arch, hostname, release } from 'node:os';

/** `web@blue.service`: prefix `web`, instance `blue`, template `web@.service`. */
export interface UnitName {
  readonly id: string;
  readonly prefix: string;
  readonly instance: string;
  readonly suffix: string;
  /** The unit that contains the definition if there is no file of its own. */
  readonly template?: string;
}

const SUFFIXES = ['service', 'target', 'socket', 'timer', 'path', 'mount', 'automount', 'slice', 'scope', 'swap', 'device'];

/** `undefined` for an invalid name, such as one without a suffix. */
export function parseUnitName(id: string): UnitName | undefined {
  if (!hasUnitSuffix(id) || !/^[A-Za-z0-9:_.\\@-]+$/.test(id) || id.length > 255) return undefined;
  const dot = id.lastIndexOf('.');
  const [prefix = '', ...rest] = id.slice(0, dot).split('@');
  const instance = rest.join('@');
  const suffix = id.slice(dot + 1);
  if (prefix === '') return undefined;
  return { id, prefix, instance, suffix, ...(instance !== '' && { template: `${prefix}@.${suffix}` }) };
}

/** systemctl and journalctl, unlike unit files, take a word without a suffix as a service. */
export function unitNameOf(word: string): UnitName | undefined {
  return parseUnitName(hasUnitSuffix(word) ? word : `${word}.service`);
}

export function hasUnitSuffix(text: string): boolean {
  return SUFFIXES.some((suffix) => text.endsWith(`.${suffix}`));
}

/** How systemctl converts a word that is not a unit name: a path becomes a mount, other characters are escaped. */
export function mangledName(text: string): { readonly name: UnitName; readonly warning?: string } | undefined {
  const name = unitNameOf(text);
  if (name) return { name };
  if (text === '') return undefined;
  if (text.startsWith('/')) {
    const words = text.split('/').filter(Boolean).map((word) => escapeCharacters(word.replace(/-/g, '\\x2d')));
    const path = parseUnitName(`${words.join('-') || '-'}.mount`);
    return path && { name: path };
  }
  const escaped = escapeCharacters(text);
  const other = unitNameOf(escaped);
  return other && { name: other, warning: `Invalid unit name "${text}" escaped as "${escaped}" (maybe you should use systemd-escape?).` };
}

function escapeCharacters(text: string): string {
  return text.replace(/[^A-Za-z0-9:_.\\@-]/g, (char) => (char === '/' ? '-' : `\\x${char.charCodeAt(0).toString(16).padStart(2, '0')}`));
}

/** A template without an instance can be enabled, but not started. */
export function isTemplate(name: UnitName): boolean {
  return name.instance === '' && name.id.includes('@.');
}

/** Whether a name is a shell pattern. */
export function isPattern(text: string): boolean {
  return /[*?[]/.test(text);
}

/** Specifiers of systemd.unit(5) whose values are those of an instance on AWS. They are left as they are, and reported. */
const NOT_HERE = 'AbBcdmMoqrRwWyY';

/** The specifiers of a text that stay as they are. */
export function unresolvedSpecifiers(text: string): string[] {
  return (text.match(/%./g) ?? []).filter((specifier) => NOT_HERE.includes(specifier[1]!));
}

/** Expands the specifiers of systemd.unit(5). Throws for one that systemd does not know. */
export function expandSpecifiers(text: string, name: UnitName): string {
  const values: Record<string, string> = {
    '%': '%',
    'n': name.id,
    'N': name.id.slice(0, name.id.lastIndexOf('.')),
    'p': name.prefix,
    'P': unescapeName(name.prefix),
    'i': name.instance,
    'I': unescapeName(name.instance),
    'j': name.prefix.split('-').at(-1) ?? '',
    'J': unescapeName(name.prefix.split('-').at(-1) ?? ''),
    'f': `/${unescapeName(name.instance || name.prefix)}`,
    'g': 'root',
    'G': '0',
    't': '/run',
    'S': '/var/lib',
    'C': '/var/cache',
    'L': '/var/log',
    'E': '/etc',
    'T': '/tmp',
    'V': '/var/tmp',
    'u': 'root',
    'U': '0',
    'h': '/root',
    's': '/bin/bash',
    'H': hostname(),
    'l': hostname().split('.')[0]!,
    'v': release(),
    'a': { x64: 'x86-64', arm64: 'arm64' }[arch() as string] ?? arch(),
  };
  return text.replace(/%([A-Za-z0-9%])/g, (whole, specifier: string) => {
    const value = values[specifier] ?? (NOT_HERE.includes(specifier) ? whole : undefined);
    if (value === undefined) throw new Error(`Failed to resolve unit specifiers in ${text}: there is no ${whole}`);
    return value;
  });
}

/** `undefined` if systemd ignores the text because of a specifier that it does not know. */
export function expandIfKnown(text: string, name: UnitName): string | undefined {
  try {
    return expandSpecifiers(text, name);
  } catch {
    return undefined;
  }
}

/** `-` stands for a slash and `\x2d` for a byte, as in systemd-escape. */
export function unescapeName(text: string): string {
  return text.replace(/-/g, '/').replace(/\\x([0-9a-f]{2})/gi, (_, hex: string) => String.fromCharCode(parseInt(hex, 16)));
}
