import { djangoProject } from './django-project';
import type { FoundApplication } from './found-application';
import { below } from './names';
import { hasDependency, readPackageJson, type PackageJson } from './package-json';
import { inRevision, migrationProgramIn, stepsFolder } from './package-programs';
import { onceBefore } from './start-command';
import type { Repository } from '../../checks/source/repository';

/** What brings a database to the newest version, and what takes it elsewhere. */
const FORWARD = /\b(?:deploy|latest|migrate|run|up)\b/;
const OTHERWISE = /\b(?:create|dev|down|generate|init|make|new|push|reset|revert|rollback|seed|status|undo)\b/;
/** They are for another purpose, or run by themselves. */
const OTHER_SCRIPTS = /^(?:build|docker|post|pre|start|test)/;

/** A migration that nothing of the application runs by itself. */
export function migrationNotes(repository: Repository, { kind, directory, start }: FoundApplication): string[] {
  const isNode = kind === 'nodejs' || kind === 'nestjs';
  const found = kind === 'python' ? ofPython(repository, directory, start) : isNode ? ofNode(repository, directory) : undefined;
  if (found === undefined) return [];
  return [`${found.what} prepares a database; unless the application does so itself, ${onceBefore(found.command)}, before the revision serves `
    + `(not with Lambda)${found.remark ?? ''}`];
}

interface Migration {
  readonly what: string;
  readonly command: string;
  readonly remark?: string;
}

function ofNode(repository: Repository, directory: string): Migration | undefined {
  const packageJson = readPackageJson(repository, directory);
  if (!packageJson) return undefined;
  const { scripts } = packageJson;
  const name = Object.keys(scripts).find((each) => {
    const program = OTHER_SCRIPTS.test(each) ? undefined : migrationProgramIn(scripts[each]!);
    return program !== undefined && FORWARD.test(program.rest) && !OTHERWISE.test(`${each} ${program.rest}`);
  });
  const line = name === undefined ? prismaMigration(repository, directory, packageJson) : scripts[name]!;
  if (line === undefined) return undefined;
  return {
    what: name === undefined ? below(directory, 'prisma/migrations') : `the script \`${name}\` of ${below(directory, 'package.json')}`,
    command: inRevision(line, stepsFolder(repository, directory)),
    ...prunedRemark(migrationProgramIn(line)!.package, packageJson),
  };
}

function prismaMigration(repository: Repository, directory: string, packageJson: PackageJson): string | undefined {
  const isUsed = hasDependency(packageJson, 'prisma') && repository.isDirectory(below(directory, 'prisma/migrations'));
  return isUsed ? 'prisma migrate deploy' : undefined;
}

function prunedRemark(program: string, { dependencies, devDependencies }: PackageJson): Pick<Migration, 'remark'> {
  if (Object.hasOwn(dependencies, program) || !Object.hasOwn(devDependencies, program)) return {};
  return { remark: `; \`${program}\` has to be among the \`dependencies\` for that, because builds remove the others` };
}

function ofPython(repository: Repository, directory: string, start = ''): Migration | undefined {
  const at = (folder: string, command: string) => inRevision(command, stepsFolder(repository, folder));
  const django = djangoProject(repository, directory);
  if (django) {
    const folder = below(directory, django.folder).replace(/\/\.$/, '');
    return { what: '`manage.py migrate`', command: at(folder, 'python manage.py migrate --noinput') };
  }
  if (repository.isFile(below(directory, 'alembic.ini'))) return { what: 'Alembic', command: at(directory, 'alembic upgrade head') };
  if (!repository.isFile(below(directory, 'migrations/alembic.ini'))) return undefined;
  // The object or the factory that the web server gets.
  const application = /([\w.]+:\w+)(?:\(\))?'?$/.exec(start)?.[1];
  return { what: '`flask db`', command: at(directory, `flask${application === undefined ? '' : ` --app ${application}`} db upgrade`) };
}
