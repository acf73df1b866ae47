import { isOwn } from './known-keys';
import type { UnitEntry } from './unit-file';
import { expandIfKnown, isTemplate, parseUnitName, type UnitName } from './unit-name';

interface InvalidPart {
  readonly line: number;
  readonly kind: 'name' | 'specifier';
  /** What is invalid, and why. */
  readonly what: string;
  /** Whether `systemctl enable` fails because of it. */
  readonly failsEnable: boolean;
}

/** Settings that name other units, which must have their suffix. */
const NAMES: Readonly<Record<string, readonly string[]>> = {
  Unit: ['After', 'Before', 'Wants', 'Requires', 'Requisite', 'BindsTo', 'PartOf', 'Upholds', 'Conflicts', 'OnFailure', 'OnSuccess'],
  Install: ['WantedBy', 'RequiredBy', 'Alias', 'Also'],
};
/** Of these, the first one that is set decides whether `systemctl enable` fails. */
const LINKS = ['Alias', 'WantedBy', 'RequiredBy'];

/** Parts of a unit that systemd warns about and ignores: names that no unit can have, and specifiers that do not exist. */
export function invalidParts(name: UnitName, entries: readonly UnitEntry[]): InvalidPart[] {
  // Any instance of a template will do.
  const unit = isTemplate(name) ? parseUnitName(name.id.replace('@.', '@instance.'))! : name;
  const first = LINKS.find((key) => entries.some((entry) => entry.section === 'Install' && entry.key === key && entry.value !== ''));
  return entries.filter(({ section, key }) => !isOwn(section) && !isOwn(key)).flatMap(({ section, key, value, line }): InvalidPart[] => {
    if (NAMES[section]?.includes(key)) {
      const failsEnable = section === 'Install' && (key === first || key === 'Also');
      return value.split(/\s+/).filter((word) => word !== '' && !isUnit(word, unit))
        .map((word) => ({ line, kind: 'name', what: `${key}=${word}: "${word}" is not a valid unit name`, failsEnable }));
    }
    // A command with such a specifier is refused.
    if (key.startsWith('Exec') || expandIfKnown(value, unit) !== undefined) return [];
    return [{ line, kind: 'specifier', what: `${key}=${value}: there is no such specifier`, failsEnable: false }];
  });
}

function isUnit(word: string, unit: UnitName): boolean {
  const name = expandIfKnown(word, unit);
  return name !== undefined && parseUnitName(name) !== undefined;
}
