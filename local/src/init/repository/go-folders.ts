import { below } from './names';
import type { SourceLine } from './source-files';
import type { Repository } from '../../checks/source/repository';

/** Folders that a program may read at run time, however it makes their paths, unless they are embedded. */
const USUAL = ['templates', 'views', 'static', 'public', 'assets', 'web', 'migrations', 'config'];
/** Folders that `init`, builds and package managers write. */
const WRITTEN = new Set(['build', 'deploy', 'infrastructure', 'reports', 'go', 'node_modules', 'vendor']);
/** The beginning of a path in a string: `resources` in `"resources/*.html"`, `"./resources"`. */
const IN_STRINGS = /["`](?:\.\/)?(\w[\w.-]*)(?=[/"`])/g;

/** Folders of the program that it may read at run time: those that its strings name, and those with usual names. */
export function foldersReadBy(repository: Repository, directory: string, lines: readonly SourceLine[]): string[] {
  const named = lines.filter(({ text }) => !/^\s*(?:import\b|[\w.]*\s*"[^"]+"\s*$)/.test(text)).flatMap(({ text }) => [...text.matchAll(IN_STRINGS)]);
  const names = new Set([...USUAL, ...named.map(([, name]) => name!).filter((name) => !WRITTEN.has(name))]);
  return [...names].filter((name) => repository.isDirectory(below(directory, name)) && !hasOnlyGo(repository, below(directory, name)));
}

function hasOnlyGo(repository: Repository, folder: string): boolean {
  return repository.filesBelow(folder).every((path) => path.endsWith('.go'));
}
