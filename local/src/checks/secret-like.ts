import { certainSecret } from './certain-secrets';
import { isPlaceholder } from './placeholder';

/** Names of values that are secrets as a rule. */
const SECRET_NAME = /(?:PASSWORD|PASSWD|PASSPHRASE|SSHPASS|REDISCLI_AUTH|(?:^|_)(?:SECRET_?KEY|PRIVATE_?KEY|ACCESS_?KEY(?:_ID)?|API_?KEY))$/i;
/** Names that also mean something else: words are no secrets there (`pass=ok`, `DB_SECRET=shop-credentials`, `AccessToken: minutes`). */
const PERHAPS_SECRET_NAME = /(?:^|_)(?:PWD|PASS|SECRET|TOKEN)$/i;
/** A name that repeats, a kind of token without a secret, what is done with a password, and a rule of sudo. */
const NO_SECRET_NAME = new RegExp('^(?:CLIENT|NEXT|TASK|ID|PAGE|CSRF|XSRF)_?TOKEN$|NOPASSWD$'
  + '|^(?:UPDATE|HASH|GENERATE|CHANGE|RESET|FORGOT|SHOW|CONFIRM|VALIDATE|VERIFY|CHECK|HAS|IS|NO|USE|REQUIRE|'
  + 'ALLOW|EXPIRE|LOCK|PAM|ENCRYPT|ASK)_.*PASS', 'i');
/** `dbPassword` becomes `db_Password`. */
const CAMEL_CASE = /([a-z0-9])([A-Z])/g;
/** Values that are not secrets: a switch, a number, a version, a path, a reference to where the secret is stored, a type, an algorithm. */
const HARMLESS: readonly RegExp[] = [
  /^$|^(true|false|on|off|yes|no|null|nil|none|undefined|omit|random|~|\d{1,5})$/i,
  /^[\^~<>=v]{0,3}\d+\.\d[\w.-]*$/,
  /^[.~]?\/[\w./-]*$|^[a-z][a-z.-]*(\/[a-z0-9._-]+)+$/,
  /^%|^arn:|^[!&|>@]/,
  /^(https?|file|env|vault|ssm|secretsmanager|ref\+\w+):/i,
  /^(str|string|text|bytes|int|integer|number|bool|boolean|any|required|optional|prompt)$/i,
  /^(md5|sha\d+|bcrypt|scrypt|argon2\w*|scram-sha-\d+|pbkdf2\w*|yescrypt)$/i,
];
const WORDS = /^[a-z]+(?:[-_./:, ]+[a-z]+)*[.!]?$/i;
/** No secret is longer, unless it is one that is certain. */
const LONGEST = 1000;

/** Whether a variable with a literal value exposes a secret, judging by its name or value. */
export function isSecretLike(name: string, value: string): boolean {
  return certainSecret(value) !== undefined || isNamedLikeSecret(name, value);
}

/** The same without looking for secrets that are certain. */
export function isNamedLikeSecret(name: string, text: string): boolean {
  const value = text.trim();
  if (name.length > 100 || value.length > LONGEST) return false;
  const words = name.replace(CAMEL_CASE, '$1_$2').replaceAll('-', '_');
  if (NO_SECRET_NAME.test(words)) return false;
  return (SECRET_NAME.test(words) || PERHAPS_SECRET_NAME.test(words) && !WORDS.test(value)) && isLiteral(name, value);
}

function isLiteral(name: string, value: string): boolean {
  return !HARMLESS.some((harmless) => harmless.test(value)) && !isPlaceholder(value) && !isNameOf(name, value);
}

/** `CSRF_TOKEN=X-CSRF-Token`, `DB_PASSWORD=db-password`: what something is called, and not its value. */
function isNameOf(name: string, value: string): boolean {
  const last = /[A-Za-z]+$/.exec(name.replace(CAMEL_CASE, '$1_$2'))?.[0] ?? name;
  return value.length === last.length
    ? value.toLowerCase() === last.toLowerCase()
    : /^[A-Za-z]+(?:[-_.][A-Za-z]+)+$/.test(value) && value.toLowerCase().endsWith(last.toLowerCase());
}

const VALUE = String.raw`(?:"([^"\n]*)"|'([^'\n]*)'|([^\s'"` + '`' + String.raw`;&|\\]*))`;
/** `NAME=value` of a shell, of an address's query and of an option, and `--password value`. A quote before encloses both; a pattern is none. */
const ASSIGNMENT = new RegExp(
  String.raw`(?:(?<=(["']))|(?<![\w$.^-]))(?:--)?([A-Za-z_][\w-]*)(?:=|(?<=--pass(?:word|wd)?) +(?!-))${VALUE}`, 'g');
/** `name: value` of YAML and JSON, and `name = value` of a configuration or a program, as a line. */
const ENTRY = /^[ \t]*(?:- |export |const |let |var )?["']?([A-Za-z_][\w.-]*)["']?(:[ \t]+|[ \t]*=[ \t]+)(.*)$/gm;
/** `"name": "value"` anywhere, also within another JSON text. */
const PAIR = /"([A-Za-z_][\w.-]*)\\*"\s*:\s*\\*"([^"\\\n]*)(?=\\*")/g;

/** Sections of a buildspec with names of secrets, in YAML and in JSON. */
const REFERENCES = [
  /^([ \t]*)(?:secrets-manager|parameter-store):[ \t]*\n(?:\1[ \t]+[^\n]*\n?|[ \t]*\n)*/gm,
  /"(?:secrets-manager|parameter-store)"\s*:\s*\{[^{}]*\}/g,
];

/** Variables that a shell script sets to what looks like a secret, in order. */
export function secretsInScript(text: string): string[] {
  return [...text.matchAll(ASSIGNMENT)]
    .filter(([, quote, name, double, single, plain]) => isNamedLikeSecret(name, quote === undefined ? double ?? single ?? plain ?? '' : plain ?? ''))
    .map(([, , name]) => name);
}

/** The same for YAML, JSON and configurations. */
export function secretsInEntries(text: string): string[] {
  const own = REFERENCES.reduce((rest, references) => rest.replace(references, ''), text);
  const entries = [...own.matchAll(ENTRY)].filter(([, name, sign, rest]) => {
    const { value, isQuoted } = valueOf(rest);
    // Of a program it may be the name of another variable.
    return isNamedLikeSecret(name, value) && (isQuoted || !sign.includes('=') || !/^[a-z_][\w.]*$/i.test(value) || /\d/.test(value));
  });
  const pairs = [...own.matchAll(PAIR)].filter(([, name, value]) => isNamedLikeSecret(name, value));
  return [...new Set([...entries, ...pairs].map(([, name]) => name))];
}

/** Without quotes, a comment and the sign at its end. */
function valueOf(text: string): { readonly value: string; readonly isQuoted: boolean } {
  const quoted = /^"([^"]*)"|^'([^']*)'/.exec(text);
  if (!quoted) {
    const value = text.replace(/(?:^|\s)#.*$/, '').trim().replace(/[,;]$/, '');
    // Words without quotes are a sentence, a list (`passwd: files systemd`), or code.
    return { value: /\s/.test(value) ? '' : value, isQuoted: false };
  }
  const isAll = /^\s*[,;]?\s*(?:#.*|\/\/.*)?$/.test(text.slice(quoted[0].length));
  return { value: isAll ? quoted[1] ?? quoted[2] : '', isQuoted: true };
}
