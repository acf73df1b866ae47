import { readListening } from './listening';
import { loopbackProblem } from './loopback';
import { below } from './names';
import { portProblem } from './node-application';
import { linesOfCall, sourceLines, type SourceLine } from './source-files';
import type { Repository } from '../../checks/source/repository';
import { literalOf, shellCommands } from '../quoting/shell-line';

/** Ports of `app.run()` and `uvicorn.run(app)`, which listen on 127.0.0.1 unless they are told otherwise. */
const STANDARD_PORTS: Readonly<Record<string, number>> = {
  Flask: 5000, Quart: 5000, Sanic: 8000, Bottle: 8080, uvicorn: 8000, SocketIO: 5000,
};
const RUN = /(?<!\.)\b(\w+)\.run\(/;
const HOST = /\bhost\s*=\s*([^,)\n]+)/;
const PORT = /\bport\s*=\s*([^,\n]+?)\s*(?:[,\n]|\)*\s*$)/;
const LOOPBACK = /^["'](?:localhost|127\.0\.0\.1|::1)["']$/;

/** A file that `python FILE` starts decides itself where it listens: no web server is told. */
export function pythonFileProblems(repository: Repository, directory: string, command: string): string[] {
  const file = fileOf(command);
  if (file === undefined) return [];
  const lines = sourceLines(repository, directory, /\.py$/);
  const own = lines.filter(({ path }) => path === below(directory, file));
  const index = own.findIndex(({ text }) => RUN.test(text) && portOf(RUN.exec(text)![1]!, lines) !== undefined);
  if (index < 0) return portProblem(readListening(own), 'int(os.environ["PORT"])');
  const line = own[index]!;
  const call = linesOfCall(own, index).map(({ text }) => text).join('\n');
  const owner = RUN.exec(line.text)![1]!;
  const all = call.slice(call.indexOf('.run(') + '.run('.length);
  // A dictionary may have anything.
  if (all.includes('**')) return [];
  // `uvicorn.run(app, ...)` gets the application first, and `app.run(host, port)` does not.
  const given = STANDARD_PORTS[owner] === undefined && framework(owner, lines) !== 'SocketIO' ? all : all.replace(/^[^,)]*,?/, '');
  const [, hostFirst, portNext] = /^\s*(["'][^"'=]*["'])(?:\s*,\s*([^,)=]+?)\s*(?:[,)]|$))?/.exec(given) ?? [];
  const host = HOST.exec(given)?.[1]?.trim() ?? hostFirst;
  const port = PORT.exec(given)?.[1] ?? portNext;
  const fixed = port === undefined ? portOf(owner, lines) : /^\d+$/.test(port) ? Number(port) : undefined;
  return [
    ...fixed === undefined ? [] : portProblem({ port: fixed, ignores: line }, 'int(os.environ["PORT"])'),
    ...host === undefined || LOOPBACK.test(host) ? loopbackProblem(line, 'os.environ["HOST"]') : [],
  ];
}

/** In `python -u app.py`, not in `python -m app`. */
function fileOf(command: string): string | undefined {
  const words = shellCommands(command).at(-1)?.words.map(literalOf) ?? [];
  const python = words.findIndex((word) => /(?:^|\/)python3?(?:\.\d+)?$/.test(word ?? ''));
  const file = python < 0 ? undefined : words.slice(python + 1).find((word) => word === undefined || word === '-m' || !word.startsWith('-'));
  return file?.endsWith('.py') ? file.replace(/^\.\//, '') : undefined;
}

/** Of `uvicorn`, or of the class that an object is made of; undefined if it is not known. */
function portOf(owner: string, lines: readonly SourceLine[]): number | undefined {
  return STANDARD_PORTS[framework(owner, lines) ?? owner];
}

function framework(owner: string, lines: readonly SourceLine[]): string | undefined {
  const made = new RegExp(String.raw`^\s*${owner}\s*(?::\s*\w+\s*)?=\s*(?:\w+\.)?(\w+)\(`);
  return lines.map(({ text }) => made.exec(text)?.[1]).find((name) => name !== undefined && Object.hasOwn(STANDARD_PORTS, name));
}
