import type { Repository } from '../../checks/source/repository';
import { inCdkApp, INFRASTRUCTURE, type Language, type Project } from '../project';
import { below } from '../repository/names';

const OF_LANGUAGES: Readonly<Record<Language, readonly string[]>> = {
  typescript: [],
  python: [`/${INFRASTRUCTURE}/.venv/`, '__pycache__/'],
  java: [`/${INFRASTRUCTURE}/target/`],
  go: [],
  csharp: [`/${INFRASTRUCTURE}/bin/`, `/${INFRASTRUCTURE}/obj/`],
};

/** Lines to add to a `.gitignore`. */
export function missingIgnores(project: Project, present: string): string[] {
  const { language, compute, application: { build, directory } } = project;
  const wanted = [
    'node_modules/', `/${inCdkApp(project, 'cdk.out')}/`, `/${inCdkApp(project, '.gostyle')}/`, '/.cache/',
    // The build adds it for the CodeDeploy agent.
    ...compute === 'ec2' ? ['/deploy/hook.sh'] : [],
    // Not its folder, which may be the application's.
    ...build.report ? [`/${pattern(build.report.file)}`] : [],
    ...build.runtimes.golang === undefined ? [] : [`/${pattern(below(directory, 'build'))}/`],
    ...build.runtimes.python === undefined ? [] : [`/${pattern(below(directory, 'packages'))}/`],
    ...OF_LANGUAGES[language],
  ];
  const lines = new Set(present.split('\n').map(plain));
  return wanted.filter((line) => !lines.has(plain(line)) && !lines.has(plain(line.split('/').filter(Boolean).at(-1) ?? '')));
}

/** Lines without which git would ignore some of these files, so that no commit would have them. */
export function missingExceptions(repository: Repository, paths: readonly string[], present: string): string[] {
  const lines = new Set(present.split('\n').map((line) => line.trim()));
  const wanted = paths.flatMap((path) => lines.has(`!/${pattern(path)}`) ? [] : exceptionFor(repository, path));
  return [...new Set(wanted)];
}

/** What else is in an ignored folder stays ignored. */
function exceptionFor(repository: Repository, path: string): string[] {
  const parts = path.split('/');
  const prefixes = parts.map((_, index) => parts.slice(0, index + 1).join('/'));
  const first = prefixes.findIndex((prefix) => repository.isIgnored(prefix));
  if (first < 0) return [];
  const folders = prefixes.slice(first, -1).map(pattern);
  return [...folders.flatMap((folder) => [`!/${folder}/`, `/${folder}/*`]), `!/${pattern(path)}`];
}

/** A path, in which git expands nothing. */
function pattern(path: string): string {
  return path.replace(/[\\*?[]/g, '\\$&');
}

function plain(line: string): string {
  return line.trim().replace(/^\//, '').replace(/\/$/, '');
}
