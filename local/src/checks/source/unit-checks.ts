import { installedUnits } from './installed-units';
import type { MadeFiles } from './made-files';
import type { Repository } from './repository';
import type { Revision } from './revision';
import { sourceFinding } from './source-rule';
import type { AppSpec } from '../../codedeploy/agent/appspec/app-spec';
import { invalidParts } from '../../unit/invalid-parts';
import { isOwn, knownKeys, knownSections, SYSTEMD_VERSION } from '../../unit/known-keys';
import { readServiceSettings, type ServiceSettings } from '../../unit/service-settings';
import { UnitDefinition } from '../../unit/unit-definition';
import { parseUnitFile, type UnitEntry } from '../../unit/unit-file';
import { parseUnitName, type UnitName } from '../../unit/unit-name';
import { similarTo } from '../assembly/similar';
import type { Finding } from '../finding';

/** Files that the library creates on an instance, or that are part of Amazon Linux. */
const ON_EVERY_INSTANCE = ['/etc/gostyle/environment', '/run/gostyle-secrets/environment', '/etc/environment', '/etc/os-release', '/etc/locale.conf'];

/** Checks the units that a revision installs, as systemd interprets them. */
export function* checkUnits(repository: Repository, revision: Revision, appSpec: AppSpec, made: MadeFiles): Iterable<Finding> {
  for (const { name: file, path } of installedUnits(repository, revision, appSpec) ?? []) {
    const name = parseUnitName(file);
    const text = path === undefined ? undefined : repository.read(path);
    if (name === undefined || path === undefined || text === undefined) continue;
    const { entries, problems, undecodableLine } = parseUnitFile(text);
    if (undecodableLine !== undefined) {
      const message = 'systemd does not load a unit that is not UTF-8';
      yield sourceFinding('unit.refused', path, undecodableLine, { message, fix: 'save it as UTF-8' });
      continue;
    }
    for (const { line, why } of problems) {
      yield sourceFinding('unit.ignored', path, line, { severity: 'warning', message: `systemd ignores this line: ${why}`, fix: 'correct it' });
    }
    yield* unknownKeys(entries, name.suffix, path);
    yield* invalid(name, entries, path);
    if (name.suffix !== 'service') continue;
    const definition = new UnitDefinition(name, [], entries, [], 'loaded');
    const settings = settingsOf(definition);
    if (typeof settings === 'string') yield refused(settings, file, entries, path);
    else yield* missingEnvironment(settings, definition, path, made);
  }
}

function* unknownKeys(entries: readonly UnitEntry[], suffix: string, path: string): Iterable<Finding> {
  const sections = knownSections(suffix);
  const unknownSections = new Set<string>();
  for (const { section, key, line } of entries.filter((entry) => !isOwn(entry.section) && !isOwn(entry.key))) {
    if (!sections.includes(section)) {
      if (unknownSections.has(section)) continue;
      unknownSections.add(section);
      const others = sections.map((name) => `[${name}]`).join(', ');
      yield ignored(path, line, `a ${suffix} cannot have this section, so systemd ignores its content`, `[${section}]`,
        `write ${bracketed(similarTo(section, sections)) ?? `one of ${others}`}`);
    } else if (!knownKeys(section).includes(key)) {
      const elsewhere = sections.find((other) => knownKeys(other).includes(key));
      const meant = similarTo(key, knownKeys(section));
      yield ignored(path, line, `systemd ${SYSTEMD_VERSION} does not know this key in [${section}], and ignores it`, `${key}=`,
        elsewhere !== undefined ? `move it to [${elsewhere}]` : meant === undefined ? 'remove it, or correct its name' : `write ${meant}=`);
    }
  }
}

function* invalid(unit: UnitName, entries: readonly UnitEntry[], path: string): Iterable<Finding> {
  for (const { line, kind, what, failsEnable } of invalidParts(unit, entries)) {
    const fix = kind === 'name' ? 'write the whole name, with its suffix such as .service' : 'correct it, or write %% for a percent sign';
    if (failsEnable) yield sourceFinding('unit.refused', path, line, { message: `systemctl enable refuses ${what}`, fix });
    else yield sourceFinding('unit.ignored', path, line, { severity: 'warning', message: `systemd ignores ${what}`, fix });
  }
}

function ignored(path: string, line: number, message: string, value: string, fix: string): Finding {
  return sourceFinding('unit.ignored', path, line, { severity: 'warning', message, value, fix });
}

function bracketed(section: string | undefined): string | undefined {
  return section === undefined ? undefined : `[${section}]`;
}

/** The unit's settings, or the reason why systemd rejects it. */
function settingsOf(definition: UnitDefinition): ServiceSettings | string {
  try {
    return readServiceSettings(definition);
  } catch (error) {
    return (error as Error).message;
  }
}

function refused(reason: string, file: string, entries: readonly UnitEntry[], path: string): Finding {
  const why = reason.replace(`${file}: `, '').replace(/ Refusing\.$/, '');
  const key = /\b([A-Z]\w+)=/.exec(why)?.[1];
  const isMeant = (entry: UnitEntry): boolean => entry.key === key || (entry.value !== '' && why.includes(entry.value));
  const line = entries.find((entry) => entry.section === 'Service' && isMeant(entry))?.line ?? 1;
  return sourceFinding('unit.refused', path, line, {
    message: `systemd refuses to start it: ${why}`, fix: 'correct it according to systemd.service(5)',
  });
}

/** Without a minus before its path, the file must exist when the service starts. */
function* missingEnvironment({ environmentFiles }: ServiceSettings, unit: UnitDefinition, path: string, made: MadeFiles): Iterable<Finding> {
  for (const { path: file, optional } of environmentFiles) {
    if (optional || /[*?[%$]/.test(file) || ON_EVERY_INSTANCE.includes(file) || made.mayHave(file)) continue;
    const entry = unit.entries.find(({ key, value }) => key === 'EnvironmentFile' && unit.expandIfKnown(value) === file);
    yield sourceFinding('unit.environment-file', path, entry?.line ?? 1, {
      severity: 'warning',
      message: 'the service does not start without this file, which neither the revision nor a hook script creates',
      value: file,
      fix: `create it in a hook, or write EnvironmentFile=-${file}`,
    });
  }
}
