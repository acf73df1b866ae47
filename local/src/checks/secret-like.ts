import { ISSUED } from './issued-tokens';

const SECRET_NAME = new RegExp(
  '(?:PASSWORD|PASSWD|PASSPHRASE|SSHPASS|REDISCLI_AUTH'
  + '|(?:^|_)(?:PWD|PASS|SECRET|SECRET_?KEY|TOKEN|PRIVATE_?KEY|ACCESS_?KEY(?:_ID)?|ACCESS_?TOKEN|API_?KEY))$', 'i');
/** A reference to where a secret is stored, or a name that repeats. */
const NO_SECRET_NAME = /^(CLIENT|NEXT|TASK)_?TOKEN$/i;
/** `dbPassword` becomes `db_Password`. */
const CAMEL_CASE = /([a-z0-9])([A-Z])/g;
/** Values that are not secrets: a switch, a number, a path, a reference to where the secret is stored. */
const HARMLESS: readonly RegExp[] = [
  /^$|^(true|false|on|off|yes|no|null|none|undefined|\d{1,5})$/i,
  /^[.~]?\/[\w./-]*$|^[a-z][a-z.-]*(\/[a-z0-9._-]+)+$/,
  /^\$|\$\{|^`|^\{\{|^%|^arn:|^[!&*|>@]/,
  /^(https?|file|env|vault|ssm|secretsmanager|ref\+\w+):/i,
  /^<.*>$|^(x+|\*+|\.+|-+)$/i,
];
/** What stands for a value that somebody still has to write: it gives nothing away. */
const PLACEHOLDER = /^["']?(change[-_. ]?(me|it|this)|replace[-_. ]?(me|it|this)|placeholder|example|dummy|todo|redacted|your[-_. ].*)["']?$/i;

/** Secrets that are certain, whatever their name. */
const CERTAIN = new RegExp([
  `(?<![A-Za-z0-9])(?:${ISSUED.join('|')})`,
  '-----BEGIN [A-Z0-9 ]*PRIVATE KEY',
  'Authorization: *(?:Basic|Bearer|token) +[\\w.~+/=-]{8,}',
].join('|'));

/** The password of a user in an address, unless a variable or another placeholder stands for it. */
const ADDRESS =
  /(?<![a-z0-9])[a-z][a-z0-9+.-]{0,30}:\/\/[^\s/:@]*:(?!(?:["']?\$\w+|\$\{[^}]*\}|\$\([^)]*\)|\{\{[^}]*\}\}|<[^>]*>|\*+)["']?@)[^\s/@]+@/i;

export interface Found {
  /** Where it begins in the text. */
  readonly index: number;
  /** How it begins, never all of it. */
  readonly shown: string;
}

/** The first secret in a text that is certainly one. */
export function certainSecret(text: string): Found | undefined {
  const token = CERTAIN.exec(text);
  if (token) return { index: token.index, shown: `${token[0].slice(0, 4)}...` };
  const address = text.includes('://') ? ADDRESS.exec(text) : null;
  return address ? { index: address.index, shown: address[0].replace(/:[^:]*@$/, ':***@') } : undefined;
}

/** Whether a variable with a literal value exposes a secret, judging by its name or value. */
export function isSecretLike(name: string, value: string): boolean {
  return certainSecret(value) !== undefined || isNamedLikeSecret(name) && isLiteral(name, value.trim());
}

function isNamedLikeSecret(name: string): boolean {
  const words = name.replace(CAMEL_CASE, '$1_$2').replaceAll('-', '_');
  return SECRET_NAME.test(words) && !NO_SECRET_NAME.test(words);
}

function isLiteral(name: string, value: string): boolean {
  return !HARMLESS.some((harmless) => harmless.test(value)) && !PLACEHOLDER.test(value) && !isNameOf(name, value);
}

/** `CSRF_TOKEN=X-CSRF-Token`, `DB_PASSWORD=db-password`: what something is called, and not its value. */
function isNameOf(name: string, value: string): boolean {
  const last = /[A-Za-z]+$/.exec(name.replace(CAMEL_CASE, '$1_$2'))?.[0] ?? name;
  return value.length === last.length
    ? value.toLowerCase() === last.toLowerCase()
    : /^[A-Za-z]+(?:[-_.][A-Za-z]+)+$/.test(value) && value.toLowerCase().endsWith(last.toLowerCase());
}

const VALUE = String.raw`(?:"([^"\n]*)"|'([^'\n]*)'|([^\s'"` + '`' + String.raw`;&|\\]*))`;
/** `NAME=value` of a shell, of an address's query and of an option, and `--password value`. */
const ASSIGNMENT = new RegExp(String.raw`(?<![\w$.-])(?:--)?([A-Za-z_][\w-]*)(?:=|(?<=--pass(?:word|wd)?) +)${VALUE}`, 'g');
/** `name: value` as a line of YAML or JSON. */
const ENTRY = /^[ \t]*(?:- )?["']?([A-Za-z_][\w.-]*)["']?: +(?:"([^"\n]*)"|'([^'\n]*)'|([^\s'"#][^\n]*?)),?[ \t]*$/gm;

/** `"name": "value"` anywhere, also within another JSON text. */
const PAIR = /\\*"([A-Za-z_][\w.-]*)\\*"\s*:\s*\\*"([^"\\\n]*)(?=\\*")/g;

/** Variables that a shell script sets to what looks like a secret, in order. */
export function secretsInScript(text: string): string[] {
  return namesOf(text.matchAll(ASSIGNMENT));
}

/** The same for YAML and JSON. */
export function secretsInEntries(text: string): string[] {
  return [...new Set([...namesOf(text.matchAll(ENTRY)), ...namesOf(text.matchAll(PAIR))])];
}

function namesOf(assignments: Iterable<RegExpMatchArray>): string[] {
  return [...assignments]
    .filter(([, name, double, single, plain]) => isSecretLike(name, double ?? single ?? plain ?? ''))
    .map(([, name]) => name);
}
