import { literalOf, type ShellWord } from './quoting/shell-line';
import { ASSIGNMENT } from './start-line';
import { startedProgram } from './started-program';

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

interface StartedServer extends KnownServer {
  /** The words after its name. */
  readonly rest: readonly ShellWord[];
  /** The variables that are set for it alone. */
  readonly assignments: readonly ShellWord[];
}

/** The server that a command starts, directly or by `python -m`, `npx`, `poetry run` and the like. */
export function serverStartedBy(words: readonly ShellWord[]): StartedServer | undefined {
  const serversCalled = (name: string) => SERVERS.filter(({ program }) => program === (ALIASES[name] ?? name));
  const started = startedProgram(words, (name) => serversCalled(name).length > 0);
  if (!started) return undefined;
  const rest = words.slice(started.index + 1);
  const server = serversCalled(started.name)
    .find(({ subcommand, valued }) => subcommand === undefined || firstArgument(rest, valued) === subcommand);
  return server && { ...server, rest, assignments: words.slice(0, started.index).filter(({ source }) => ASSIGNMENT.test(source)) };
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
