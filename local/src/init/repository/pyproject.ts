import { parse, type TomlTable, type TomlValue } from 'smol-toml';
import { below } from './names';
import type { Repository } from '../../checks/source/repository';
import { UserError } from '../../messages/user-error';

/** What a `pyproject.toml` says about packages. */
export interface Pyproject {
  readonly name?: string;
  /** Whether it names packages, for pip or for Poetry, and does not only configure tools. */
  readonly isProject: boolean;
  /** Of the application. Undefined if only the program that builds the package knows them. */
  readonly dependencies?: readonly string[];
  /** The same, in Poetry's own table: the names. */
  readonly poetryDependencies?: readonly string[];
  readonly groups: NamedLists;
  readonly extras: NamedLists;
  /** In Poetry's own tables: names of packages. */
  readonly poetryGroups: NamedLists;
  /** uv's sources of packages besides PyPI. */
  readonly hasIndexes: boolean;
}

export type NamedLists = Readonly<Record<string, readonly string[]>>;

export function readPyproject(repository: Repository, directory: string): Pyproject | undefined {
  const path = below(directory, 'pyproject.toml');
  const text = repository.read(path);
  if (text === undefined) return undefined;
  const { project, tool, 'dependency-groups': groups } = parsed(path, text);
  const table = tableOf(project);
  const poetry = tableOf(tool)?.poetry === undefined ? undefined : tableOf(tableOf(tool)!.poetry);
  const name = [table?.name, poetry?.name].find((each) => typeof each === 'string' && each !== '');
  return {
    ...typeof name === 'string' && { name },
    isProject: table !== undefined || poetry !== undefined,
    ...Array.isArray(table?.dependencies) && { dependencies: texts(table.dependencies) },
    ...poetry?.dependencies !== undefined && { poetryDependencies: Object.keys(tableOf(poetry.dependencies) ?? {}) },
    groups: listsOf(groups),
    extras: listsOf(table?.['optional-dependencies']),
    poetryGroups: poetryGroups(poetry),
    hasIndexes: tableOf(tableOf(tool)?.uv)?.index !== undefined,
  };
}

function parsed(path: string, text: string): TomlTable {
  try {
    return parse(text.replace(/^\uFEFF/, ''));
  } catch (error) {
    throw new UserError(`${path}: not TOML: ${(error as Error).message.split('\n')[0]!}`);
  }
}

/** The old table of development is a group of its own. */
function poetryGroups(poetry: TomlTable | undefined): NamedLists {
  const groups = Object.entries(tableOf(poetry?.group) ?? {}).map(([name, group]) => [name, tableOf(group)?.dependencies] as const);
  const all = [...groups, ['dev', poetry?.['dev-dependencies']] as const].filter(([, dependencies]) => dependencies !== undefined);
  return Object.fromEntries(all.map(([name, dependencies]) => [name, Object.keys(tableOf(dependencies) ?? {})]));
}

function listsOf(value: TomlValue | undefined): NamedLists {
  return Object.fromEntries(Object.entries(tableOf(value) ?? {}).map(([name, list]) => [name, texts(list)]));
}

function texts(value: TomlValue): string[] {
  return Array.isArray(value) ? value.filter((each) => typeof each === 'string') : [];
}

function tableOf(value: TomlValue | undefined): TomlTable | undefined {
  return typeof value === 'object' && !Array.isArray(value) && !(value instanceof Date) ? value : undefined;
}
