import { ISSUED } from './issued-tokens';
import { isPlaceholder } from './placeholder';

/** A secret in a text. */
export interface Found {
  /** Where it begins. */
  readonly index: number;
  readonly length: number;
  /** Whose it is, and never all of it. */
  readonly shown: string;
}

const TOKEN = new RegExp(`(?<![A-Za-z0-9])(?:${ISSUED.join('|')})`, 'g');
/** As documentation writes the rest of a token. */
const LEFT_OUT = /x{6}|X{6}|\*{3}|\.{3}|your[-_]|[-_](?:key|secret|token|here)$/;

const KEY = /-----BEGIN (?:[A-Z0-9]+ ){0,4}PRIVATE KEY(?: BLOCK)?-----/g;
/** What follows a marker if there is a key: base64, perhaps after headers, indented, or with its line breaks escaped. */
const KEY_MATERIAL = /^(?:[\s"'+,>|#]|\\+[nr])*(?:[A-Z][A-Za-z-]{1,30}: [^\n\\]{0,100}(?:[\s"'+,>|#]|\\+[nr])+){0,4}([A-Za-z0-9+/]{40})/;
const LONGEST_KEY = 20_000;

const HEADER = /authorization["']? {0,4}[:=] {0,4}["']?(Basic|Bearer|token) {1,4}([\w.~+/=-]{8,})/gi;

/** The scheme before, the user and the password. A query is none, nor is a digest (`docker://image:1@sha256:...`). */
const ADDRESS = /:\/\/([^\s/?#:@"]{0,200}):([^\s/?#@"]{1,200})@(?!sha\d)/g;
const SCHEME = /(?<![a-z0-9])[a-z][a-z0-9+.-]{0,30}$/i;

/** Options between the name of a program and its password, also on continued lines. */
const OPTIONS = '(?:[^\\n|;&\\\\]|\\\\[^]){0,200}?';
/** Passwords as arguments of programs: what is shown, and where they are. */
const ARGUMENTS: readonly (readonly [shown: string, argument: RegExp])[] = [
  ['curl -u ***', new RegExp(
    `\\bcurl (?:${OPTIONS} )?(?:-[A-Za-z#]{0,10}u +|-u(?!r[il]:)=?|--(?:proxy-)?user[ =] *)`
    + '["\']?[^\\s:"\']{1,100}:["\']?([^\\s"\'|;&]+)', 'g')],
  ['mysql -p***', new RegExp(
    `\\b(?:mysql(?:dump|admin|import)?|mariadb(?:-\\w{1,20})?) (?:${OPTIONS} )?-p(?!ort|rotocol)["']?([^\\s"'|;&]{3,})`, 'g')],
  ['sshpass -p ***', /\bsshpass -p *["']?([^\s"'|;&]+)/g],
  ['redis-cli -a ***', new RegExp(`\\bredis-cli (?:${OPTIONS} )?(?:-a +|--pass[ =])["']?([^\\s"'|;&]+)`, 'g')],
  ['requirepass ***', /(?:^[ \t]{0,20}|--)requirepass +["']?([^\s"'|;&]+)/gm],
  ['chpasswd ***', /\becho (?:-n )?["']?[\w.-]{1,40}:([^\s"'|;&]{1,100})["']? *\| *(?:sudo +)?[\w/]{0,20}chpasswd\b/g],
  ['docker login -p ***', new RegExp(`\\b(?:docker|podman|buildah) login (?:${OPTIONS} )?(?:-p +|--password[ =])["']?([^\\s"'|;&]+)`, 'g')],
  ['aws configure set ***', /\baws configure set (?:[\w.-]{1,60}\.)?aws_(?:secret_access_key|session_token) +["']?([^\s"'|;&]+)/g],
];

/** `a://:pwd@`: no certain secret is shorter, and most texts of a template are. */
const SHORTEST = 9;

/** The first secret in a text that is certainly one, whatever it is called. */
export function certainSecret(text: string): Found | undefined {
  if (text.length < SHORTEST) return undefined;
  for (const found of [tokens, keys, headers, passwords, addresses]) {
    const [first] = found(text);
    if (first) return first;
  }
  return undefined;
}

/** A text without such secrets. */
export function withoutSecrets(text: string): string {
  const all = [tokens, keys, headers, passwords, addresses].flatMap((found) => [...found(text)]).sort((a, b) => a.index - b.index);
  let [shown, end] = ['', 0];
  for (const { index, length, shown: instead } of all) {
    if (index < end) continue;
    shown += text.slice(end, index) + instead;
    end = index + length;
  }
  return shown + text.slice(end);
}

function* tokens(text: string): Iterable<Found> {
  for (const { 0: token, index } of text.matchAll(TOKEN)) {
    if (!LEFT_OUT.test(token)) yield { index, length: token.length, shown: start(token) };
  }
}

function* keys(text: string): Iterable<Found> {
  for (const { 0: marker, index } of text.matchAll(KEY)) {
    const key = text.slice(index + marker.length, index + marker.length + LONGEST_KEY);
    const material = KEY_MATERIAL.exec(key.slice(0, 1000))?.[1];
    // The same few letters over and over stand for a key.
    if (material === undefined || new Set(material).size < 8) continue;
    const end = /-----END|(?<!\\)"/.exec(key)?.index ?? key.length;
    yield { index, length: marker.length + end, shown: start(marker) };
  }
}

function* headers(text: string): Iterable<Found> {
  for (const { 0: header, 1: kind, 2: token, index } of text.matchAll(HEADER)) {
    const secret = kind.toLowerCase() === 'basic' ? Buffer.from(token, 'base64').toString('latin1').replace(/^[^:]*:/, '') : token;
    // `authorization: token required`
    if (/\d|=$/.test(token) && !isPlaceholder(secret)) yield { index, length: header.length, shown: start(header) };
  }
}

function* passwords(text: string): Iterable<Found> {
  for (const [shown, argument] of ARGUMENTS) {
    for (const { 0: whole, 1: password, index } of text.matchAll(argument)) {
      if (!isPlaceholder(password) && !isOrdinary(password)) yield { index, length: whole.length, shown };
    }
  }
}

function* addresses(text: string): Iterable<Found> {
  for (const { 0: rest, 1: user, 2: password, index } of text.matchAll(ADDRESS)) {
    const scheme = SCHEME.exec(text.slice(Math.max(0, index - 31), index))?.[0];
    // `postgres:postgres` is what a database on a machine of a developer has.
    if (scheme === undefined || password === user || isPlaceholder(password) || isOrdinary(password)) continue;
    yield { index: index - scheme.length, length: scheme.length + rest.length, shown: `${scheme}://${user}:***@` };
  }
}

/** Too short for a password, a port, a version, a mapping of ports, an address. */
function isOrdinary(password: string): boolean {
  const isNumeric = password.length <= 11 && /^[\d.]+(?::[\d.]+)?$/.test(password);
  return password.length < 3 || isNumeric || password.includes('://') || password.startsWith('//');
}

/** How it begins says whose it is. */
function start(token: string): string {
  return `${token.slice(0, 4)}...`;
}
