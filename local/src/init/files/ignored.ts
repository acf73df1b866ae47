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
  // The build installs what the CDK app's lock file pins.
  const lock = `/${inCdkApp(project, 'package-lock.json')}`;
  const kept = lines.has('package-lock.json') && !lines.has(`!${lock}`) ? [`!${lock}`] : [];
  return [...wanted.filter((line) => !lines.has(plain(line)) && !lines.has(plain(line.split('/').filter(Boolean).at(-1) ?? ''))), ...kept];
}

/** A path, in which git expands nothing. */
function pattern(path: string): string {
  return path.replace(/[\\*?[]/g, '\\$&');
}

function plain(line: string): string {
  return line.trim().replace(/^\//, '').replace(/\/$/, '');
}
