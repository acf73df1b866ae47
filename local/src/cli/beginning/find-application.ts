import { resolve } from 'node:path';
import type { Questions } from './questions';
import { clean, Repository } from '../../checks/source/repository';
import { applicationIn, findApplications, KINDS, starterOf, type FoundApplication, type Kind } from '../../init';
import { UserError } from '../../messages/user-error';

export interface Beginning {
  readonly application: FoundApplication;
  /** Starter files, for a new application. */
  readonly files: Readonly<Record<string, string>>;
}

export interface ApplicationFlags {
  readonly kind?: string;
  readonly directory?: string;
}

/** The repository's application, or a starter application. */
export async function findApplication(questions: Questions, repository: Repository, flags: ApplicationFlags): Promise<Beginning> {
  const kind = flags.kind === undefined ? undefined : await kindOf(questions, flags.kind, 'nodejs');
  const isNew = flags.directory !== undefined && isNewFolder(repository, flags.directory);
  if (kind === 'custom' && isNew) return { application: notThereYet(applicationIn(repository, clean(flags.directory), kind)!), files: {} };
  if (kind !== undefined && isNew) return begun(kind, repository, clean(flags.directory));
  if (flags.directory !== undefined && !repository.isDirectory(flags.directory)) {
    throw new UserError(`--directory must be a folder in ${repository.root}, got: ${flags.directory}`);
  }
  if (flags.directory !== undefined || kind !== undefined) {
    const directory = flags.directory ?? found(repository)[0]?.directory ?? '.';
    const application = applicationIn(repository, directory, kind);
    if (application) return { application, files: {} };
    if (kind !== undefined && isEmpty(repository)) return begun(kind, repository, '.');
    const what = kind === undefined ? 'application' : `${kind} application`;
    throw new UserError(`${directory} has no ${what}: ${missing(repository, directory)}; name its folder with --directory, or use --kind custom`);
  }
  const applications = found(repository);
  if (applications.length === 0) return begun(await kindOf(questions, undefined, 'nodejs'), repository, '.');
  if (applications.length === 1) return { application: applications[0]!, files: {} };
  const choices = applications.map(({ directory }) => directory);
  const chosen = await questions.answer({ option: 'directory', text: 'Which application', standard: choices[0]!, choices }, undefined);
  const application = applications.find(({ directory }) => directory === chosen)!;
  return { application: questions.asks ? application : withOthers(application, choices), files: {} };
}

/** Only its owner can write one of another kind. */
function notThereYet(application: FoundApplication): FoundApplication {
  return { ...application, problems: [`${application.directory} has no files yet: put the application there`, ...application.problems] };
}

/** Nobody was asked which one it should be. */
function withOthers(application: FoundApplication, directories: readonly string[]): FoundApplication {
  const others = directories.filter((directory) => directory !== application.directory);
  const note = `the repository has ${directories.length} applications, and this is ${application.directory}: `
    + `\`--directory ${others[0]}\` takes another${others.length > 1 ? ` (${others.join(', ')})` : ''}`;
  return { ...application, notes: [note, ...application.notes] };
}

/** Why the files of a folder do not make an application. */
function missing(repository: Repository, directory: string): string {
  const path = (name: string) => directory === '.' ? name : `${directory}/${name}`;
  const marks = ['package.json', 'go.mod', 'requirements.txt', 'pyproject.toml'].map(path).filter((mark) => repository.exists(mark));
  const unreadable = marks.find((mark) => !repository.isFile(mark));
  if (unreadable !== undefined) return `${unreadable} is not a file`;
  const pipfile = path('Pipfile');
  const hasProject = /^\[(project|tool\.poetry)\]/m.test(repository.read(path('pyproject.toml')) ?? '');
  if (!hasProject && marks.every((mark) => mark === path('pyproject.toml')) && repository.isFile(pipfile)) {
    return `${pipfile} is not read: \`pipenv requirements >${path('requirements.txt')}\` creates the file that is read`;
  }
  if (!marks.includes(path('pyproject.toml'))) return 'no package.json, go.mod, requirements.txt or pyproject.toml was found there';
  return hasProject
    ? `there is ${path('pyproject.toml')}, but no Flask, FastAPI or Django application was found: for another, use --kind python with --start`
    : `${path('pyproject.toml')} has neither a table [project] nor [tool.poetry], which name its packages`;
}

function found(repository: Repository): FoundApplication[] {
  return findApplications(repository);
}

async function kindOf(questions: Questions, flag: string | undefined, standard: Kind): Promise<Kind> {
  return await questions.answer({ option: 'kind', text: 'Kind of application', standard, choices: KINDS }, flag) as Kind;
}

async function begun(kind: Kind, repository: Repository, directory: string): Promise<Beginning> {
  if (kind === 'custom') return { application: applicationIn(repository, directory, kind)!, files: {} };
  if (directory === '.' && !isEmpty(repository)) {
    throw new UserError(`${repository.root} is not empty, but has no application: ${missing(repository, '.')}; name the application's folder with `
      + '--directory, its kind with --kind, or use --kind custom');
  }
  const starter = await starterOf(kind, repository.root, directory);
  if (starter) return starter;
  throw new UserError('create a NestJS application with NestJS\'s own generator: '
    + `\`npx --yes @nestjs/cli new ${directory} --skip-git --package-manager npm\`, then run this command again`);
}

/** Whether a folder inside the repository is missing or empty. */
function isNewFolder(repository: Repository, directory: string): boolean {
  if (!resolve(repository.root, directory).startsWith(`${repository.root}/`)) return false;
  return repository.isDirectory(directory) ? repository.namesIn(directory).length === 0 : !repository.exists(directory);
}

function isEmpty(repository: Repository): boolean {
  return repository.namesIn('.').every((name) => ['.git', '.gitignore', 'README.md', 'LICENSE', 'node_modules', 'package-lock.json'].includes(name));
}
