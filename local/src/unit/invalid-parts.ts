import type { UnitEntry } from './unit-file';
import { expandSpecifiers, parseUnitName, type UnitName } from './unit-name';

interface InvalidPart {
  readonly line: number;
  readonly why: string;
  /** The name that is none, in an `[Install]` section: `systemctl enable` may refuse it. */
  readonly installs?: string;
}

/** Settings that name other units, which must have their suffix. */
const NAMES: Readonly<Record<string, readonly string[]>> = {
  Unit: ['After', 'Before', 'Wants', 'Requires', 'Requisite', 'BindsTo', 'PartOf', 'Upholds', 'Conflicts', 'OnFailure', 'OnSuccess'],
  Install: ['WantedBy', 'RequiredBy', 'Alias', 'Also'],
};

/** Parts of a unit that systemd warns about and ignores: names that no unit can have, and specifiers that do not exist. */
export function invalidParts(unit: UnitName, entries: readonly UnitEntry[]): InvalidPart[] {
  return entries.flatMap(({ section, key, value, line }) => {
    if (NAMES[section]?.includes(key)) {
      return value.split(/\s+/).filter(Boolean).filter((word) => !isUnit(word, unit)).map((word) => (
        { line, why: `${key}=${word}: "${word}" is not a valid unit name`, ...(section === 'Install' && { installs: word }) }));
    }
    // A command with such a specifier is refused.
    return key.startsWith('Exec') || isKnown(value, unit) ? [] : [{ line, why: `${key}=${value}: there is no such specifier` }];
  });
}

function isUnit(word: string, unit: UnitName): boolean {
  return isKnown(word, unit) && parseUnitName(expandSpecifiers(word, unit)) !== undefined;
}

function isKnown(text: string, unit: UnitName): boolean {
  try {
    expandSpecifiers(text, unit);
    return true;
  } catch {
    return false;
  }
}
