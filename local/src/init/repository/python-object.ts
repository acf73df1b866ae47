import type { SourceLine } from './source-files';

const FRAMEWORK = '(Flask|FastAPI|Starlette|Quart|Sanic|Litestar|Bottle)';
/** `app = Flask(__name__)`, `app: FastAPI = FastAPI()`. */
const OBJECT = new RegExp(String.raw`^(\w+)\s*(?::\s*\w+\s*)?=\s*${FRAMEWORK}\(`);
/** The same in a function, or `return Flask(__name__)`. */
const MADE = new RegExp(String.raw`^\s+(?:return\s+|(\w+)\s*(?::\s*\w+\s*)?=\s*)${FRAMEWORK}\(`);
const RETURNED = /^\s+return\s+(\w+)\s*$/;
const FUNCTION = /^def\s+(\w+)\(/;
/** What a module has on its outermost level ends a function, except the end of its arguments. */
const OUTERMOST = /^[^\s)\]}#]/;
const CALLED = /^(\w+)\s*(?::\s*\w+\s*)?=\s*(\w+)\(/;
const FACTORY = /^def (create_app|make_app|get_app)\(/;
/** Modules that need an application, but do not serve it. */
const OTHER_USE = new RegExp(`(?:^|[/_])(?:${[
  'celery', 'workers?', 'tasks?', 'jobs?', 'cron', 'manage', 'migrat\\w+', 'seed\\w*', 'init_[a-z]\\w*', '[a-z]\\w*_init', 'cli', 'scripts?', 'shell',
  'console',
].join('|')})(?:_[^/]*)?\\.py$`);
const SERVES = /(^|\/)(wsgi|asgi|main|app|server|run|application)\.py$/;

export interface PythonObject {
  /** Of its module. */
  readonly path: string;
  readonly name: string;
  readonly framework: string;
  /** The definition, if the web server has to call it. */
  readonly factory?: SourceLine;
}

interface Maker {
  readonly definition: SourceLine;
  readonly name: string;
  readonly framework: string;
}

/** The application object of Flask, FastAPI and others, or the function that makes it. */
export function pythonObject(lines: readonly SourceLine[]): PythonObject | undefined {
  for (const { path, text } of lines) {
    const [, name, framework] = OBJECT.exec(text) ?? [];
    if (name !== undefined) return { path, name, framework };
  }
  const makers = makersIn(lines);
  return madeObject(lines, makers) ?? factoryIn(lines, makers);
}

/** `app = create_app()`: the module calls the function as its author wants it. */
function madeObject(lines: readonly SourceLine[], makers: readonly Maker[]): PythonObject | undefined {
  const byName = new Map(makers.map((maker) => [maker.name, maker]));
  const found = lines.flatMap(({ path, text }) => {
    const [, name, called = ''] = CALLED.exec(text) ?? [];
    const maker = byName.get(called);
    return maker === undefined || OTHER_USE.test(path) ? [] : [{ path, name: name!, framework: maker.framework, maker }];
  });
  const best = found.find(({ path, maker }) => path === maker.definition.path) ?? found.find(({ path }) => SERVES.test(path)) ?? found[0];
  return best && { path: best.path, name: best.name, framework: best.framework };
}

function factoryIn(lines: readonly SourceLine[], makers: readonly Maker[]): PythonObject | undefined {
  const definition = lines.find(({ text }) => FACTORY.test(text)) ?? makers[0]?.definition;
  if (!definition) return undefined;
  const name = FUNCTION.exec(definition.text)![1]!;
  const isAsync = lines.some(({ text }) => /\bFastAPI\(|\bStarlette\(|\bQuart\(/.test(text));
  const framework = makers.find((each) => each.definition === definition)?.framework ?? (isAsync ? 'FastAPI' : 'Flask');
  return { path: definition.path, name, framework, factory: definition };
}

/** Functions of modules that return an application which they make. */
function makersIn(lines: readonly SourceLine[]): Maker[] {
  const makers: Maker[] = [];
  let definition: SourceLine | undefined;
  let made = new Map<string, string>();
  for (const line of lines) {
    if (OUTERMOST.test(line.text) || line.path !== definition?.path) {
      definition = FUNCTION.test(line.text) ? line : undefined;
      made = new Map();
    }
    if (definition === undefined) continue;
    const [, variable, framework] = MADE.exec(line.text) ?? [];
    if (variable !== undefined) made.set(variable, framework!);
    const returned = variable === undefined ? framework ?? made.get(RETURNED.exec(line.text)?.[1] ?? '') : undefined;
    if (returned !== undefined) makers.push({ definition, name: FUNCTION.exec(definition.text)![1]!, framework: returned });
  }
  return makers;
}
