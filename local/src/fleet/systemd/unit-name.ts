/** `web@blue.service`: prefix `web`, instance `blue`, template `web@.service`. */
export interface UnitName {
  readonly id: string;
  readonly prefix: string;
  readonly instance: string;
  readonly suffix: string;
  /** Where the definition is when the unit has no file of its own. */
  readonly template?: string;
}

const SUFFIXES = ['service', 'target', 'socket', 'timer', 'path', 'mount', 'automount', 'slice', 'scope', 'swap', 'device'];

/** As systemctl does, a name without a suffix is a service. `undefined` for what cannot be a unit's name. */
export function parseUnitName(text: string): UnitName | undefined {
  const hasSuffix = SUFFIXES.some((suffix) => text.endsWith(`.${suffix}`));
  const id = hasSuffix ? text : `${text}.service`;
  if (!/^[A-Za-z0-9:_.\\@-]+$/.test(id) || id.startsWith('.') || id.length > 255) return undefined;
  const dot = id.lastIndexOf('.');
  const [prefix = '', ...rest] = id.slice(0, dot).split('@');
  const instance = rest.join('@');
  const suffix = id.slice(dot + 1);
  if (prefix === '') return undefined;
  return { id, prefix, instance, suffix, ...(instance !== '' && { template: `${prefix}@.${suffix}` }) };
}

/** Replaces the specifiers of systemd.unit(5) that mean something inside an instance. Others stay as they are and are told. */
export function expandSpecifiers(text: string, name: UnitName, onUnknown: (specifier: string) => void = () => undefined): string {
  const values: Record<string, string> = {
    '%': '%',
    'n': name.id,
    'N': name.id.slice(0, name.id.lastIndexOf('.')),
    'p': name.prefix,
    'P': unescapeName(name.prefix),
    'i': name.instance,
    'I': unescapeName(name.instance),
    'j': name.prefix.split('-').at(-1) ?? '',
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
    's': '/bin/sh',
  };
  return text.replace(/%(.)/g, (whole, specifier: string) => {
    const value = values[specifier];
    if (value === undefined) onUnknown(whole);
    return value ?? whole;
  });
}

/** `-` is a slash and `\x2d` a byte, as systemd-escape writes them. */
function unescapeName(text: string): string {
  return text.replace(/-/g, '/').replace(/\\x([0-9a-f]{2})/gi, (_, hex: string) => String.fromCharCode(parseInt(hex, 16)));
}
