/** Tokens that their issuers recognize by how they begin. Not those that may be public, such as a JWT or the key of a map. */
const TOKEN = /\b(gh[posu]_\w{36}|github_pat_\w{22,}|glpat-[\w-]{20,}|xox[abprs]-[\w-]{10,}|[rs]k_(live|test)_\w{16,}|whsec_\w{16,})/;

/** The password of a user in an address, unless a variable or another placeholder stands for it. */
const PASSWORD = /[a-z][a-z0-9+.-]*:\/\/[^\s/:@]*:(?!(?:["']?\$\w+|\$\{[^}]*\}|\$\([^)]*\)|\{\{[^}]*\}\}|<[^>]*>|\*+)["']?@)[^\s/@]+@/i;

/** The first such token in a text. */
export function tokenIn(text: string): string | undefined {
  return TOKEN.exec(text)?.[0];
}

/** Whether a text contains an address with a password. */
export function hasPassword(text: string): boolean {
  return PASSWORD.test(text);
}

/** A text without the secrets that can be recognized: errors are in the log of each build. */
export function withoutSecrets(text: string): string {
  return text
    .replace(new RegExp(TOKEN, 'g'), (token) => `${token.slice(0, 4)}...`)
    .replace(new RegExp(PASSWORD, 'gi'), (address) => address.replace(/:[^:]*@$/, ':***@'));
}
