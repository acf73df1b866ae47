import { literalOf, type ShellWord } from './quoting/shell-line';
import { ASSIGNMENT } from './start-line';

/** Options with a value of programs that start another one. */
const VALUED: Readonly<Record<string, readonly string[] | undefined>> = {
  env: ['-u', '--unset', '-C', '--chdir'],
  node: ['-r', '--require', '--import', '-C', '--conditions'],
  npx: ['-p', '--package'],
  pnpm: ['-C', '--dir', '-F', '--filter'],
  poetry: ['-C', '--directory', '-P', '--project'],
  python: ['-W', '-X', '--check-hash-based-pycs'],
  uv: ['-p', '--python', '--with', '--project', '--directory', '--env-file', '--extra', '--group', '--package'],
  uvx: ['-p', '--python', '--with', '--from'],
};

/** Programs that start another one, with the words that may come between. */
const STARTERS = new Map<string, readonly string[]>([
  ...['env', 'cross-env', 'exec', 'npx', 'bunx', 'uvx', 'node', 'opentelemetry-instrument', 'ddtrace-run'].map((name) => [name, []] as const),
  ['python', ['-m']], ['python3', ['-m']], ['newrelic-admin', ['run-program']],
  ...['poetry', 'uv', 'pipenv', 'pdm', 'hatch'].map((name) => [name, ['run']] as const),
  ['pnpm', ['exec']], ['npm', ['exec']], ['yarn', ['run', 'exec']],
]);

interface StartedProgram {
  /** Of its word. */
  readonly index: number;
  readonly name: string;
}

/** The first known program that a command starts, directly or by `python -m`, `npx`, `poetry run` and the like. */
export function startedProgram(words: readonly ShellWord[], isKnown: (name: string) => boolean): StartedProgram | undefined {
  let between: readonly string[] = [];
  let valued: readonly string[] = [];
  for (let index = 0; index < words.length; index++) {
    const word = words[index]!;
    if (ASSIGNMENT.test(word.source)) continue;
    const text = literalOf(word);
    if (text === undefined) return undefined;
    const name = nameOf(text);
    if (isKnown(name)) return { index, name };
    if (valued.includes(text)) index++;
    else if (!between.includes(text) && !text.startsWith('-') && !STARTERS.has(name)) return undefined;
    between = STARTERS.get(name) ?? between;
    valued = VALUED[name === 'python3' ? 'python' : name] ?? valued;
  }
  return undefined;
}

/** `node_modules/vite/bin/vite.js`, `packages/bin/flask`, `/usr/local/bin/python3.13`, `./manage.py`. A file of the application is no server. */
function nameOf(text: string): string {
  const ofPackage = /(?:^|\/)node_modules\/((?:@[^/]+\/)?[^/.][^/]*)\//.exec(text)?.[1];
  if (ofPackage !== undefined) return ofPackage;
  const name = text.split('/').at(-1)!.replace(/^(python3?)(\.\d+)?$/, '$1');
  return !text.includes('/') || /(^|\/)\.?bin\//.test(text) || name === 'manage.py' ? name : text;
}
