import { ISSUED } from './issued-tokens';

/** Secrets that are certain. */
const TOKEN = new RegExp([
  `(?<![A-Za-z0-9])(?:${ISSUED.join('|')})`,
  '-----BEGIN [A-Z0-9 ]*PRIVATE KEY[^"]*',
  'Authorization: *(?:Basic|Bearer|token) +[\\w.~+/=-]{8,}',
].join('|'));

/** The password of a user in an address, unless a variable or another placeholder stands for it. */
const PASSWORD =
  /(?<![a-z0-9])[a-z][a-z0-9+.-]{0,30}:\/\/[^\s/:@]*:(?!(?:["']?\$\w+|\$\{[^}]*\}|\$\([^)]*\)|\{\{[^}]*\}\}|<[^>]*>|\*+)["']?@)[^\s/@]+@/i;

/** The first such secret in a text, where it begins and how. */
export function tokenIn(text: string): { readonly index: number; readonly shown: string } | undefined {
  const found = TOKEN.exec(text);
  return found ? { index: found.index, shown: masked(found[0]) } : undefined;
}

/** Where a text contains an address with a password. */
export function passwordIn(text: string): number | undefined {
  return text.includes('://') ? PASSWORD.exec(text)?.index : undefined;
}

/** A text without the secrets that can be recognized: errors are in the log of each build. */
export function withoutSecrets(text: string): string {
  return text
    .replace(new RegExp(TOKEN, 'g'), masked)
    .replace(new RegExp(PASSWORD, 'gi'), (address) => address.replace(/:[^:]*@$/, ':***@'));
}

/** How it begins says whose it is. */
function masked(token: string): string {
  return `${token.slice(0, 4)}...`;
}
