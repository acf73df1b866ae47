import type { SourceLine } from './source-files';

const FRAMEWORK = '(Flask|FastAPI|Starlette|Quart|Sanic|Litestar|Bottle)';
/** `app = Flask(__name__)`, `app: FastAPI = FastAPI()`. */
const OBJECT = new RegExp(String.raw`^(\w+)\s*(?::\s*\w+\s*)?=\s*${FRAMEWORK}\(`);
/** The same in a function, and what it returns at once. */
const MADE = new RegExp(String.raw`^\s+(?:return\s+|\w+\s*(?::\s*\w+\s*)?=\s*)${FRAMEWORK}\(`);
const FUNCTION = /^(?:async\s+)?def\s+(\w+)\(/;
/** What a module has on its outermost level ends a function, except the end of its arguments. */
const OUTERMOST = /^[^\s)\]}#]/;
const CALLED = /^(\w+)\s*(?::\s*\w+\s*)?=\s*(\w+)\(/;
const FACTORY = /^def (create_app|make_app|get_app)\(/;
/** Modules that need an application, but do not serve it. */
const OTHER_USE = /(^|\/)[^/]*(celery|worker|task|manage|migrat|seed|init|cli|script|shell|console|cron|job)[^/]*\.py$/;
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
  const found = lines.flatMap(({ path, text }) => {
    const [, name, called] = CALLED.exec(text) ?? [];
    const maker = makers.find((each) => each.name === called);
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

/** Functions of modules in which an application is made. */
function makersIn(lines: readonly SourceLine[]): Maker[] {
  const makers: Maker[] = [];
  let definition: SourceLine | undefined;
  for (const line of lines) {
    if (OUTERMOST.test(line.text) || line.path !== definition?.path) definition = FUNCTION.test(line.text) ? line : undefined;
    const framework = MADE.exec(line.text)?.[1];
    if (definition === undefined || framework === undefined) continue;
    makers.push({ definition, name: FUNCTION.exec(definition.text)![1]!, framework });
  }
  return makers;
}
