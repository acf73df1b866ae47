import { literalOf, type ShellWord } from './quoting/shell-line';
import { ASSIGNMENT } from './start-line';

/** How a program that serves web applications is told its address. */
export interface KnownServer {
  readonly program: string;
  /** What makes it serve, if it does other things as well. */
  readonly subcommand?: string;
  /** Options with a value that may be before the subcommand. */
  readonly valued?: readonly string[];
  /** Options for the host; the first one is written. */
  readonly host?: readonly string[];
  readonly port?: readonly string[];
  /** Options for `HOST:PORT`. */
  readonly bind?: readonly string[];
  /** Variables that it reads the host and the port from. */
  readonly variables?: Readonly<Record<'host' | 'port', string>>;
  /** Options that replace the address, such as those for a socket, or for a file that may name it. */
  readonly instead?: readonly string[];
  /** The address is an argument. */
  readonly isArgument?: true;
  /** What it listens on unless it is told; undefined if that is each address, with `PORT`. */
  readonly standard?: string;
}

const LOWERCASE = { host: ['--host', '-h'], port: ['--port', '-p'] };
const CAPITAL = { host: ['--host', '-H'], port: ['--port', '-p'] };
const DAPHNE_INSTEAD = ['--unix-socket', '-u', '--fd', '--endpoint', '-e'];
const LONG = { host: ['--host'], port: ['--port'] };
const OF_VITE = ['--config', '-c', '--mode', '-m', '--logLevel', '-l', '--base'];
const OF_FLASK = ['--app', '-A', '--env-file', '-e'];

function variables(prefix: string): KnownServer['variables'] {
  return { host: `${prefix}_HOST`, port: `${prefix}_PORT` };
}

/**
 * As their help or source says: Flask 3.1, Quart 0.22, uvicorn 0.54, Granian 2.8, Hypercorn 0.18, Gunicorn 27, Daphne 4.2, Litestar 2.25, Sanic
 * 25.12, FastAPI CLI 0.0.34, Waitress 3.0, Django 5.2.
 */
const OF_PYTHON: readonly KnownServer[] = [
  { program: 'flask', subcommand: 'run', valued: OF_FLASK, ...LOWERCASE, variables: variables('FLASK_RUN'), standard: '127.0.0.1:5000' },
  { program: 'quart', subcommand: 'run', valued: OF_FLASK, ...LOWERCASE, standard: '127.0.0.1:5000' },
  { program: 'uvicorn', ...LONG, variables: variables('UVICORN'), instead: ['--uds', '--fd'], standard: '127.0.0.1:8000' },
  { program: 'granian', ...LONG, variables: variables('GRANIAN'), instead: ['--uds'], standard: '127.0.0.1:8000' },
  { program: 'hypercorn', bind: ['--bind', '-b'], instead: ['--config', '-c'], standard: '127.0.0.1:8000' },
  // With `PORT` set, it listens on each address.
  { program: 'gunicorn', bind: ['--bind', '-b'] },
  { program: 'daphne', host: ['--bind', '-b'], port: ['--port', '-p'], instead: DAPHNE_INSTEAD, standard: '127.0.0.1:8000' },
  {
    program: 'litestar',
    subcommand: 'run',
    valued: ['--app', '--app-dir'],
    ...CAPITAL,
    variables: variables('LITESTAR'),
    instead: ['--fd', '-F', '--uds', '-U'],
    standard: '127.0.0.1:8000',
  },
  { program: 'sanic', ...CAPITAL, instead: ['--unix', '-u'], standard: '127.0.0.1:8000' },
  { program: 'fastapi', subcommand: 'run', ...LONG, standard: '0.0.0.0:8000' },
  { program: 'fastapi', subcommand: 'dev', ...LONG, standard: '127.0.0.1:8000' },
  { program: 'waitress', bind: ['--listen'], ...LONG, instead: ['--unix-socket'], standard: '0.0.0.0:8080' },
];
const OF_DJANGO: KnownServer = { program: 'manage.py', subcommand: 'runserver', isArgument: true, standard: '127.0.0.1:8000' };

/** fastify-cli 8.0, Vite 8.3, Astro 5.16, json-server 0.17, Next.js 16.4, http-server 14.1, serve 14.2. */
const OF_NODE: readonly KnownServer[] = [
  { program: 'fastify', subcommand: 'start', host: ['--address', '-a'], instead: ['--socket', '-s'], standard: 'localhost' },
  { program: 'vite', subcommand: 'preview', valued: OF_VITE, ...LONG, standard: 'localhost:4173' },
  { program: 'astro', subcommand: 'preview', ...LONG, standard: 'localhost:4321' },
  { program: 'json-server', ...CAPITAL, standard: 'localhost:3000' },
  { program: 'next', subcommand: 'start', host: ['--hostname', '-H'], port: ['--port', '-p'] },
  { program: 'http-server', host: ['-a'], port: ['--port', '-p'] },
  { program: 'serve', bind: ['--listen', '-l'], port: ['-p'] },
  // They read HOST and PORT.
  ...['nuxt', '@remix-run/serve', '@react-router/serve'].map((program) => ({ program })),
];
const SERVERS = [...OF_PYTHON, OF_DJANGO, ...OF_NODE];
const ALIASES: Readonly<Record<string, string>> = {
  'waitress-serve': 'waitress',
  'fastify-cli': 'fastify',
  'django-admin': 'manage.py',
  'django': 'manage.py',
  'remix-serve': '@remix-run/serve',
  'react-router-serve': '@react-router/serve',
};

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

interface StartedServer extends KnownServer {
  /** The words after its name. */
  readonly rest: readonly ShellWord[];
  /** The variables that are set for it alone. */
  readonly assignments: readonly ShellWord[];
}

/** The server that a command starts, directly or by `python -m`, `npx`, `poetry run` and the like. */
export function serverStartedBy(words: readonly ShellWord[]): StartedServer | undefined {
  let between: readonly string[] = [];
  let valued: readonly string[] = [];
  for (let index = 0; index < words.length; index++) {
    const word = words[index]!;
    if (ASSIGNMENT.test(word.source)) continue;
    const text = literalOf(word);
    if (text === undefined) return undefined;
    const name = nameOf(text);
    const rest = words.slice(index + 1);
    const servers = SERVERS.filter(({ program }) => program === (ALIASES[name] ?? name));
    if (servers.length > 0) {
      const server = servers.find(({ subcommand, valued: options }) => subcommand === undefined || firstArgument(rest, options) === subcommand);
      return server && { ...server, rest, assignments: words.slice(0, index).filter(({ source }) => ASSIGNMENT.test(source)) };
    }
    if (valued.includes(text)) index++;
    else if (!between.includes(text) && !text.startsWith('-') && !STARTERS.has(name)) return undefined;
    between = STARTERS.get(name) ?? between;
    valued = VALUED[name === 'python3' ? 'python' : name] ?? valued;
  }
  return undefined;
}

/** The first word that is neither an option nor the value of one. */
function firstArgument(words: readonly ShellWord[], valued: readonly string[] = []): string | undefined {
  const argument = words.find(({ source }, index) => !source.startsWith('-') && !valued.includes(words[index - 1]?.source ?? ''));
  return argument && literalOf(argument);
}

/** The module of a Python server's program: the program itself is not on the path of a host. */
export function pythonModule(program: string): string | undefined {
  const name = ALIASES[program] ?? program;
  return OF_PYTHON.some((server) => server.program === name) ? name : undefined;
}

/** `node_modules/vite/bin/vite.js`, `packages/bin/flask`, `/usr/local/bin/python3.13`, `./manage.py`. A file of the application is no server. */
function nameOf(text: string): string {
  const ofPackage = /(?:^|\/)node_modules\/((?:@[^/]+\/)?[^/.][^/]*)\//.exec(text)?.[1];
  if (ofPackage !== undefined) return ofPackage;
  const name = text.split('/').at(-1)!.replace(/^(python3?)(\.\d+)?$/, '$1');
  return !text.includes('/') || /(^|\/)\.?bin\//.test(text) || name === 'manage.py' ? name : text;
}
