import type { UnitDefinition } from '../../unit/unit-definition';
import type { ImitatedCondition } from '../../unit/unit-keys';
import type { InsideFiles } from '../machine/inside-files';

type Test = (argument: string, files: InsideFiles) => boolean;

const TESTS: Readonly<Record<ImitatedCondition, Test>> = {
  PathExists: (path, files) => files.exists(path),
  PathExistsGlob: (path, files) => files.matching(path).length > 0,
  PathIsDirectory: (path, files) => files.kind(path) === 'folder',
  PathIsSymbolicLink: (path, files) => files.linkTarget(path) !== undefined,
  DirectoryNotEmpty: (path, files) => files.list(path).length > 0,
  FileNotEmpty: (path, files) => (files.read(path) ?? '') !== '',
  FileIsExecutable: (path, files) => files.isExecutable(path),
  User: (name) => ['root', '0', '@system'].includes(name),
  Group: (name) => ['root', '0'].includes(name),
};

/** All conditions must hold, and at least one of those with `|`. `!` negates; an empty value resets the list. */
export function conditionsHold(kind: 'Condition' | 'Assert', definition: UnitDefinition, files: InsideFiles): boolean {
  const results = Object.entries(TESTS).flatMap(([name, test]) => definition.values('Unit', `${kind}${name}`).map((value) => {
    const [, trigger, negated, argument] = /^(\|?)\s*(!?)\s*(.*)$/s.exec(value)!;
    return { isTrigger: trigger !== '', holds: test(argument!, files) !== (negated !== '') };
  }));
  const triggers = results.filter(({ isTrigger }) => isTrigger);
  return results.every(({ isTrigger, holds }) => isTrigger || holds) && (triggers.length === 0 || triggers.some(({ holds }) => holds));
}
