import type { SourceLine } from './source-files';

const LOCAL = String.raw`(?:localhost|127\.0\.0\.1)`;
const HOST = new RegExp(String.raw`\b\w{0,40}host(?:_?name)?["']?\s{0,9}[:=]\s{0,9}["'\x60]${LOCAL}["'\x60]`, 'i');
const STORE = String.raw`(?:postgres(?:ql)?|mysql2?|mariadb|rediss?)(?:\+\w{1,20})?`;
const ADDRESS = new RegExp(String.raw`["'\x60]${STORE}://[^\s"'\x60]{0,200}${LOCAL}\b`, 'i');
/** A default for developers, which a variable replaces. */
const DEFAULT = /\b(?:process\.env|environ|getenv|env|config\w*)\b\s*[.[(]|\?\?|\|\|/i;
/** Pydantic's settings: variables replace all their values. */
const SETTINGS = /\bBaseSettings\b/;
const FOR_DEVELOPERS = /(^|\/)(?:scripts?|tools?|seeds?|seeders|docker)\/|(^|\/)(?:setup|seed\w*)\.\w+$/;
/** Fields of a connection that stand beside its host. */
const CONNECTION = /\b(?:dialect|database|db_?name|pass(?:word|wd)?|db_?user|user(?:name)?|port["']?\s{0,3}[:=]\s{0,3}["']?(?:5432|3306|6379))\b/i;
const CACHE = /redis|valkey|6379/i;
/** The end of a line that the next one continues. */
const CONTINUED = /(?:\?\?|\|\||[(,=])\s*$/;
const NEAR = 6;
const MOST = 3;

/** What to change in an application that connects to a database or a cache on the host itself. The line is not shown: it may have a password. */
export function fixedDataStores(lines: readonly SourceLine[]): string[] {
  const settings = new Set(lines.filter(({ text }) => SETTINGS.test(text)).map(({ path }) => path));
  const found = lines.flatMap(({ path }, index) => (
    isFixed(lines, index) && !settings.has(path) && !FOR_DEVELOPERS.test(path) ? [index] : []));
  return found.slice(0, MOST).map((index) => {
    const { path, line, text } = lines[index]!;
    const around = ADDRESS.test(text) ? [lines[index]!] : near(lines, index);
    const [store, variable] = around.some((each) => CACHE.test(each.text)) ? ['cache', 'CACHE_HOST'] : ['database', 'DATABASE_HOST'];
    return `${path}:${line} connects to a ${store} on the host itself, which has none. Read ${variable} and the like, which \`uses\` of an `
      + 'environment sets';
  });
}

function isFixed(lines: readonly SourceLine[], index: number): boolean {
  const { text } = lines[index]!;
  const isAddress = ADDRESS.test(text);
  if (!isAddress && !HOST.test(text)) return false;
  const before = lines[index - 1]?.text ?? '';
  const isDefault = DEFAULT.test(text) || (CONTINUED.test(before) && DEFAULT.test(before));
  return !isDefault && (isAddress || isOfConnection(lines, index));
}

function isOfConnection(lines: readonly SourceLine[], index: number): boolean {
  return near(lines, index).filter(({ text }) => CONNECTION.test(text)).length > 1;
}

function near(lines: readonly SourceLine[], index: number): readonly SourceLine[] {
  const { path } = lines[index]!;
  return lines.slice(Math.max(0, index - NEAR), index + NEAR + 1).filter((line) => line.path === path);
}
