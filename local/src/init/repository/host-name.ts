import { basename } from 'node:path';
import type { SourceLine } from './source-files';

const NAME = String.raw`([A-Za-z_$][\w$]*(?:\.[A-Za-z_$][\w$]*)*)`;
/** How a call gets its host by a name. */
const GIVEN: readonly RegExp[] = [
  new RegExp(String.raw`\bhost(?:name)?:\s*${NAME}\s*[,}\n]`),
  /[{,]\s*(host(?:name)?)\s*[,}]/,
  new RegExp(String.raw`\.listen\(\s*[^,(){}]+,\s*${NAME}\s*[,)]`),
  new RegExp(String.raw`\bListenAndServe(?:TLS)?\(\s*${NAME}\s*,`),
  new RegExp(String.raw`\bAddr:\s*${NAME}\s*[,}\n]`),
  new RegExp(String.raw`\.(?:Run|Start|Listen)\(\s*${NAME}\s*\)`),
  new RegExp(String.raw`\bnet\.Listen\(\s*"tcp[46]?"\s*,\s*${NAME}\s*\)`),
];
const MOST_LINES_OF_AN_OBJECT = 12;

interface Value {
  readonly line: SourceLine;
  /** The expression, as written. */
  readonly value: string;
}

/** The name of the constant or of the field that a call listens on. */
export function hostGiven(call: string): string | undefined {
  return GIVEN.map((pattern) => pattern.exec(call)?.[1]).find((name) => name !== undefined);
}

/** What a constant is set to, or a field of an object, where the source shows it. A default of what the environment sets is no value of its own. */
export function valuesOf(name: string, lines: readonly SourceLine[]): Value[] {
  const parts = name.split('.');
  const [owner, field] = [parts.at(-2), parts.at(-1)!];
  if (owner !== undefined) return fields(owner, field, lines);
  const values = constants(field, lines);
  const object = values.length > 0 ? undefined : takenFrom(field, lines);
  return object === undefined ? values : fields(object, field, lines);
}

function constants(name: string, lines: readonly SourceLine[]): Value[] {
  const declared = new RegExp(String.raw`^\s*(?:export\s+)?(?:const|let|var)\s+${escaped(name)}\s*(?::?\s*\w+\s*)?=\s*(.+?);?\s*$`);
  const assigned = new RegExp(String.raw`^\s*${escaped(name)}\s*:?=\s*(.+?);?\s*$`);
  return matches(lines, [declared, assigned]);
}

/** The object in `const { host } = config`. What comes from the environment is no value of the source. */
function takenFrom(name: string, lines: readonly SourceLine[]): string | undefined {
  const taken = new RegExp(String.raw`\{[^{}]*\b${escaped(name)}\b\s*[,}][^={}]*\}?\s*=\s*(?:[\w$]+\.)*([\w$]+)\s*;?\s*$`);
  return lines.map(({ text }) => taken.exec(text)?.[1]).find((object) => object !== undefined && object !== 'env');
}

/** Of the object with this name, or of a module with it. */
function fields(owner: string, field: string, lines: readonly SourceLine[]): Value[] {
  const object = String.raw`\b${escaped(owner)}\b\s*(?::\s*\w+\s*)?[:=]\s*\{`;
  const begin = new RegExp(object);
  const inside = String.raw`(?:${object}|\bexport default\s*\{|\bmodule\.exports\s*=\s*\{)[^{}]*?\b`;
  const set = new RegExp(String.raw`(?:^\s*|${inside})${escaped(field)}\s*:\s*([^,}]+?)\s*(?:[,}].*)?$`);
  const near = lines.filter((line, index) => basename(line.path).replace(/\.\w+$/, '') === owner
    || lines.slice(Math.max(0, index - MOST_LINES_OF_AN_OBJECT), index + 1).some(({ path, text }) => path === line.path && begin.test(text)));
  return matches(near, [set]);
}

function matches(lines: readonly SourceLine[], patterns: readonly RegExp[]): Value[] {
  return lines.flatMap((line) => patterns.map((pattern) => pattern.exec(line.text)?.[1]).filter((value) => value !== undefined).slice(0, 1)
    .map((value) => ({ line, value })));
}

function escaped(name: string): string {
  return name.replaceAll('$', '\\$');
}
