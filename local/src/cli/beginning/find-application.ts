import { basename, resolve } from 'node:path';
import type { Questions } from './questions';
import { clean, Repository } from '../../checks/source/repository';
import { applicationIn, customApplication, findApplications, KINDS, starterOf, type FoundApplication, type Kind } from '../../init';
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
  if (kind !== undefined && kind !== 'custom' && flags.directory !== undefined && isNewFolder(repository, flags.directory)) {
    return begun(kind, repository, clean(flags.directory));
  }
  if (flags.directory !== undefined && !repository.isDirectory(flags.directory)) {
    throw new UserError(`--directory must be a folder in ${repository.root}, got: ${flags.directory}`);
  }
  if (flags.directory !== undefined || kind !== undefined) {
    const directory = flags.directory ?? found(repository)[0]?.directory ?? '.';
    const application = applicationIn(repository, directory, kind);
    if (application) return { application, files: {} };
    if (kind !== undefined && isEmpty(repository)) return begun(kind, repository, '.');
    const what = kind === undefined ? 'application' : `${kind} application`;
    throw new UserError(`${directory} has no ${what}: no package.json, go.mod, requirements.txt or pyproject.toml was found there; `
      + 'name its folder with --directory, or use --kind custom');
  }
  const applications = found(repository);
  if (applications.length === 0) return begun(await kindOf(questions, undefined, 'nodejs'), repository, '.');
  if (applications.length === 1) return { application: applications[0]!, files: {} };
  const choices = applications.map(({ directory }) => directory);
  const chosen = await questions.answer({ option: 'directory', text: 'Which application', standard: choices[0]!, choices }, undefined);
  return { application: applications.find(({ directory }) => directory === chosen)!, files: {} };
}

function found(repository: Repository): FoundApplication[] {
  return findApplications(repository);
}

async function kindOf(questions: Questions, flag: string | undefined, standard: Kind): Promise<Kind> {
  return await questions.answer({ option: 'kind', text: 'Kind of application', standard, choices: KINDS }, flag) as Kind;
}

async function begun(kind: Kind, repository: Repository, directory: string): Promise<Beginning> {
  if (kind === 'custom') return { application: customApplication('.', basename(repository.root)), files: {} };
  if (directory === '.' && !isEmpty(repository)) {
    throw new UserError(`${repository.root} is not empty, but contains no package.json, go.mod, requirements.txt or pyproject.toml; name the `
      + 'folder of the application with --directory, or use --kind custom');
  }
  const starter = await starterOf(kind, repository.root, directory);
  if (starter) return starter;
  throw new UserError('create a NestJS application with NestJS\'s own generator: '
    + `\`npx --yes @nestjs/cli new ${directory} --skip-git --package-manager npm\`, then run \`gostyle init\` again`);
}

/** Whether a folder inside the repository is missing or empty. */
function isNewFolder(repository: Repository, directory: string): boolean {
  if (!resolve(repository.root, directory).startsWith(`${repository.root}/`)) return false;
  return repository.isDirectory(directory) ? repository.namesIn(directory).length === 0 : !repository.exists(directory);
}

function isEmpty(repository: Repository): boolean {
  return repository.namesIn('.').every((name) => ['.git', '.gitignore', 'README.md', 'LICENSE', 'node_modules', 'package-lock.json'].includes(name));
}
