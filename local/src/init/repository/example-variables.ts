import { below } from './names';
import { sourceLines, type SourceLine } from './source-files';
import type { Repository } from '../../checks/source/repository';

const EXAMPLES = [
  '.env.example', '.env.sample', '.env.template', '.env.dist', '.env.tmpl', '.env.default', 'env.example', 'env.sample', 'example.env', 'sample.env',
  '.env-example', '.env.local.example', '.env.development.example', '.env.production.example',
];
/** Files that may be part of the revision, and that programs read by themselves. */
const OWN = ['.env', '.env.production', '.env.prod'];
const SOURCE = /\.([cm]?[jt]sx?|py|go|prisma|java|kt|rb|php|cs)$|(^|\/)(config|settings|application)[^/]*(\/.*)?\.(json5?|ya?ml|toml|properties)$/;
/** The library sets them, or the role of a host takes their place. */
const SET = new RegExp(`^(?:${[
  'PORT', 'HOST', 'HEALTH_CHECK_PATH', 'NODE_ENV', 'PYTHONUNBUFFERED', 'HOME', 'PATH', 'TZ',
  'AWS_(?:ACCESS_KEY_ID|SECRET_ACCESS_KEY|SESSION_TOKEN|PROFILE|REGION|DEFAULT_REGION)',
].join('|')})$`);
/** Functions that take a default after the name. */
const READS = String.raw`\b\w*(?:get|env|config|int|str|bool|float|number|setting|option)\w*(?:<[^>]*>)?`;
const MOST_LINES = 8;
/** How a value is declared: zod, Joi, valibot, Yup; envalid. */
const SCHEMA = String.raw`(?:\b(?:z|zod|[jJ]oi|v|yup|[sS])\s*\.|\b(?:envalid\.)?(?:str|bool|num|email|host|port|url|json|makeValidator)\()`;
/** After `if (!process.env.NAME)`. */
const REFUSES = /\b(?:throw|raise|exit|fatal\w*|panic|die|abort)\b/i;
const MOST_LINES_OF_A_REFUSAL = 3;
const MOST_NAMES = 30;

/** From so many on, names are a list of their own: nobody reads them in a sentence. */
const LISTED_FROM = 6;
const NAMES_IN_A_LINE = 5;

/**
 * What an example of `.env` names, and what has no value on a host. Values are not shown: some files have real ones.
 *
 * @param testsInBuild whether the build runs the application's tests
 */
export function exampleVariables(repository: Repository, directory: string, testsInBuild = false): string[] {
  const paths = [...EXAMPLES.map((name) => below(directory, name)), ...EXAMPLES];
  const path = paths.find((each) => repository.isFile(each));
  if (path === undefined) return [];
  // One at the root may be for several applications.
  const isShared = paths.indexOf(path) >= EXAMPLES.length;
  const lines = sourceLines(repository, directory, SOURCE);
  const own = new Set(OWN.map((name) => below(directory, name)).filter((each) => !repository.isIgnored(each))
    .flatMap((each) => Object.keys(variablesIn(repository.read(each)))));
  const found = Object.entries(variablesIn(repository.read(path))).filter(([name]) => !SET.test(name) && !own.has(name));
  const places = placesOf(found.map(([name]) => name), lines);
  const names = found.filter(([name, isEmpty]) => needsValue(name, isEmpty && !isShared, lines, places))
    .map(([name]) => name);
  if (names.length === 0) return [];
  const shown = names.length > MOST_NAMES ? [...names.slice(0, MOST_NAMES), `and ${names.length - MOST_NAMES} more`] : names;
  const secret = names.find((each) => /SECRET|KEY|TOKEN|PASS/.test(each)) ?? names[0]!;
  return [`${path} names ${names.length === 1 ? 'a variable' : 'variables'} for which the source has no default:${listed(shown)}`
    + 'Hosts get no .env file: write what the application needs into `environmentVariables` of the application or of an environment in the CDK app, '
    + `and what is secret into its \`uses\`, as in \`Secret.fromSecretsManager({ ${secret}: '...' })\`${testsInBuild ? `. ${IN_BUILD}` : ''}`];
}

const IN_BUILD = 'The tests of the build may need them, too: give them values for tests in `env: variables:` of buildspec.yml';

function listed(names: readonly string[]): string {
  if (names.length < LISTED_FROM) return ` ${names.join(', ')}. `;
  const rows = Array.from({ length: Math.ceil(names.length / NAMES_IN_A_LINE) }, (_, row) => (
    names.slice(row * NAMES_IN_A_LINE, (row + 1) * NAMES_IN_A_LINE).join(', ')));
  return `\n  ${rows.join(',\n  ')}.\n`;
}

/** Names, and whether the value is empty. */
function variablesIn(text = ''): Record<string, boolean> {
  return Object.fromEntries(text.split('\n').flatMap((line) => {
    const [, name, value] = /^\s*(?:export\s+)?([A-Za-z_]\w*)\s*=\s*(.*?)\s*$/.exec(line) ?? [];
    return name === undefined ? [] : [[name, /^(?:""|''|#.*)?$/.test(value!)]];
  }));
}

/** The lines with each of these words, as written, and in lower case whatever their case. */
function placesOf(names: readonly string[], lines: readonly SourceLine[]): ReadonlyMap<string, readonly number[]> {
  const places = new Map(names.flatMap((name) => [name, name.toLowerCase()]).map((name): [string, number[]] => [name, []]));
  for (const [index, { text }] of lines.entries()) {
    const words = new Set(text.match(/[\w-]+/g));
    for (const word of new Set([...words, ...[...words].map((each) => each.toLowerCase())])) places.get(word)?.push(index);
  }
  return places;
}

/** The source reads it without a default; or does not name it, as with a prefix, and the example leaves it open. */
function needsValue(name: string, isEmpty: boolean, lines: readonly SourceLine[], places: ReadonlyMap<string, readonly number[]>): boolean {
  const exact = places.get(name) ?? [];
  // Settings of Python and Viper ignore the case.
  const all = exact.length > 0 ? exact : places.get(name.toLowerCase()) ?? [];
  if (all.length === 0) return isEmpty;
  // Whatever the rest of the source makes of it, a schema stops the program that has no value.
  const declared = all.filter((index) => isDeclared(name, lines, index));
  return !(declared.length > 0 ? declared : all).some((index) => hasDefault(name, lines, index));
}

/** In a schema that validates: `NAME: z.string()`, also if the schema begins on the next line, or is that of convict. */
function isDeclared(name: string, lines: readonly SourceLine[], index: number): boolean {
  const { path, text } = lines[index]!;
  const next = lines[index + 1];
  const both = `${text}\n${next?.path === path ? next.text : ''}`;
  return new RegExp(String.raw`(?<![\w-])["'\x60]?${name}\b["'\x60]?\s*:\s*${SCHEMA}`).test(both)
    || new RegExp(String.raw`\benv:\s*["'\x60]${name}["'\x60]`).test(text);
}

function hasDefault(name: string, lines: readonly SourceLine[], index: number): boolean {
  const { path, text } = lines[index]!;
  const read = String.raw`(?<![\w-])${name}\b["'\x60]?\]?\)*!?`;
  const after = new RegExp(String.raw`${read}\s*(?:\?\?|\|\||&&|\?(?![.?])|[!=]==?\s|or\b)|${READS}\(\s*["'\x60]${name}["'\x60]\s*,\s*[^)\s{]`, 'i');
  const assigned = new RegExp(String.raw`(?<![\w-])${name}\s*(?::\s*[^=]+)?=\s*(?![^,}]*\b(?:env|environ|getenv|config|process)\b)[^=]`, 'i');
  const asked = new RegExp(String.raw`\b(?:if|unless)\b.*(?<![\w-])${name}\b|\?\?=|\bin\s+(?:os\.)?environ`, 'i');
  const nearby = lines.slice(index, index + MOST_LINES_OF_A_REFUSAL).filter((line) => line.path === path).map((line) => line.text).join('\n');
  if (assigned.test(text) || ((after.test(text) || asked.test(text)) && !REFUSES.test(nearby))) return true;
  // `x := os.Getenv("NAME")`, then `if x == ""`.
  const variable = /([A-Za-z_]\w*)\s*:?=(?!=)/.exec(text)?.[1];
  const [, ...next] = nearby.split('\n');
  if (variable !== undefined && new RegExp(String.raw`\bif\b.*\b${variable}\b`).test(next.join('\n')) && !REFUSES.test(nearby)) return true;
  // Schemas: `NAME: z.string().default('x')`, and decorators before a property.
  const following = lines.slice(index + 1, index + 1 + MOST_LINES).filter((line) => line.path === path);
  const end = /[{([]\s*$/.test(text) ? following.findIndex((line) => /^\s*[})\]]/.test(line.text)) + 1
    : following.findIndex((line) => !/^\s*[.)]/.test(line.text));
  const before = lines.slice(Math.max(0, index - MOST_LINES), index).filter((line) => line.path === path);
  const begin = before.map((line) => /^\s*@/.test(line.text)).lastIndexOf(false);
  const schema = [...before.slice(begin + 1), lines[index]!, ...following.slice(0, end < 0 ? undefined : end)].map((line) => line.text).join('\n');
  return /\.(?:default|optional|nullish|allow|catch)\(|\bdefault\s*[:=]|\bdefault:"|@?\bOptional\b|IsOptional|\brequired:\s*false/i.test(schema);
}
