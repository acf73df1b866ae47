import { hasBuiltMain, isBuiltFile } from './go-constraint';
import { below } from './names';
import { sourceLines } from './source-files';
import type { Repository } from '../../checks/source/repository';

/** Folders of tests, tools and examples, whose programs nobody deploys. */
const NOT_DEPLOYED = /(^|\/)(vendor|testdata|tests?|e2e|examples?|docs?|tools?|scripts?|hack|\.\w[^/]*|_[^/]*)(\/|$)/;
const SERVES = /\bListenAndServe|\bnet\.Listen\(|\bhttp\.Serve|\.(?:Run|Start|Listen)\(/;

/** A program of a Go module. Paths are relative to the repository. */
export interface GoProgram {
  /** Folder of `go.mod`. */
  readonly module: string;
  /** Folder of `package main`; undefined if the module has none. */
  readonly folder?: string;
}

/** The program in a folder: of its own module, or of the one around it. */
export function goProgramIn(repository: Repository, directory: string): GoProgram | undefined {
  if (repository.isFile(below(directory, 'go.mod'))) return { module: directory, folder: mainOf(repository, directory) };
  const module = moduleAround(repository, directory);
  return module !== undefined && isMain(repository, directory) ? { module, folder: directory } : undefined;
}

/** Folders of programs in modules that have none at their root or in `cmd/`, as in monorepos. */
export function goPrograms(repository: Repository): string[] {
  return [...new Set(repository.filesBelow('.').filter((path) => path.endsWith('.go')).map(folderOf))]
    .filter((folder) => !NOT_DEPLOYED.test(folder) && isMain(repository, folder))
    .filter((folder) => {
      const module = moduleAround(repository, folder);
      return module !== undefined && module !== folder && mainOf(repository, module) === undefined;
    });
}

/** Whether the source in a folder listens for requests, unlike that of a tool or a job. */
export function goServes(repository: Repository, folder: string): boolean {
  return sourceLines(repository, folder, /\.go$/).some(({ text }) => SERVES.test(text));
}

/** The root, or in `cmd/` the folder named like the module, the one that sounds like a server, or the first. */
function mainOf(repository: Repository, module: string): string | undefined {
  if (isMain(repository, module)) return module;
  const name = /^module\s+(\S+)/m.exec(repository.read(below(module, 'go.mod')) ?? '')?.[1]?.replace(/\/v\d+$/, '').split('/').at(-1);
  const commands = programsInCmd(repository, module);
  const called = (isRight: (text: string) => boolean) => commands.find((folder) => isRight(folder.split('/').at(-1)!));
  return called((each) => each === name) ?? called((each) => /server|web|api|http/.test(each)) ?? commands[0];
}

/** Folders in `cmd/` with a program. */
export function programsInCmd(repository: Repository, module: string): string[] {
  const cmd = below(module, 'cmd');
  const found = repository.namesIn(cmd).filter((name) => isMain(repository, `${cmd}/${name}`));
  const buildable = found.filter(isImportPath);
  return (buildable.length > 0 ? buildable : found).map((name) => `${cmd}/${name}`);
}

/** Go builds no folder with a blank or a letter outside of ASCII, for example, in its name. */
export function isImportPath(folder: string): boolean {
  return /^[\w.~+/-]+$/.test(folder);
}

function isMain(repository: Repository, folder: string): boolean {
  return repository.namesIn(folder).some((file) =>
    isBuiltFile(file) && hasBuiltMain(repository.read(below(folder, file)) ?? ''));
}

function moduleAround(repository: Repository, folder: string): string | undefined {
  for (let at = folder; ; at = folderOf(at)) {
    if (repository.isFile(below(at, 'go.mod'))) return at;
    if (at === '.') return undefined;
  }
}

function folderOf(path: string): string {
  return path.includes('/') ? path.slice(0, path.lastIndexOf('/')) : '.';
}
