import { INFRASTRUCTURE, type Language, type Project } from '../project';

const OF_LANGUAGES: Readonly<Record<Language, readonly string[]>> = {
  typescript: [],
  python: [`/${INFRASTRUCTURE}/.venv/`, '__pycache__/'],
  java: [`/${INFRASTRUCTURE}/target/`],
  go: [],
  csharp: [`/${INFRASTRUCTURE}/bin/`, `/${INFRASTRUCTURE}/obj/`],
};

const LOCK = `/${INFRASTRUCTURE}/package-lock.json`;

/** Lines to add to a `.gitignore`. */
export function missingIgnores({ language, application: { build, directory } }: Project, present: string): string[] {
  const wanted = [
    'node_modules/', `/${INFRASTRUCTURE}/cdk.out/`, `/${INFRASTRUCTURE}/.gostyle/`, '/.cache/', '/deploy/hook.sh',
    ...build.report ? [`/${build.report.file.split('/').slice(0, -1).join('/')}/`] : [],
    ...build.runtimes.golang === undefined ? [] : [`/${directory === '.' ? '' : `${directory}/`}build/`],
    ...build.runtimes.python === undefined ? [] : [`/${directory === '.' ? '' : `${directory}/`}packages/`],
    ...OF_LANGUAGES[language],
  ];
  const lines = new Set(present.split('\n').map(plain));
  // The build installs what the CDK app's lock file pins.
  const kept = lines.has('package-lock.json') && !lines.has(`!${LOCK}`) ? [`!${LOCK}`] : [];
  return [...wanted.filter((line) => !lines.has(plain(line)) && !lines.has(plain(line.split('/').filter(Boolean).at(-1) ?? ''))), ...kept];
}

function plain(line: string): string {
  return line.trim().replace(/^\//, '').replace(/\/$/, '');
}
