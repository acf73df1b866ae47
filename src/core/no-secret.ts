import { Token } from 'aws-cdk-lib';
import { misuse } from './misuse';

/** Tokens that their issuers recognize by how they begin. Not those that may be public, such as a JWT or the key of a map. */
const TOKEN = /\b(gh[posu]_\w{36}|github_pat_\w{22,}|glpat-[\w-]{20,}|xox[abprs]-[\w-]{10,}|[rs]k_(live|test)_\w{16,}|whsec_\w{16,})/;

/** The password of a user in an address, unless a variable or another placeholder stands for it. */
const PASSWORD = /[a-z][a-z0-9+.-]*:\/\/[^\s/:@]*:(?!(?:["']?\$\w+|\$\{[^}]*\}|\$\([^)]*\)|\{\{[^}]*\}\}|<[^>]*>|\*+)["']?@)[^\s/@]+@/i;

/** The first such token in a text. */
export function tokenIn(text: string): string | undefined {
  return TOKEN.exec(text)?.[0];
}

/** Rejects a secret's value in what is in the template. It is not repeated, because errors are in the log of each build. */
export function requireNoSecret(prop: string, text: string, variable: string): void {
  if (Token.isUnresolved(text)) return;
  const token = tokenIn(text);
  if (token === undefined && !PASSWORD.test(text)) return;
  const fix = `write \`Secret.fromSecretsManager({ ${variable}: 'its-name' })\` in \`uses\``;
  throw misuse(prop, 'must not contain a secret, because anyone who may read the template can read it', token ? `${token.slice(0, 4)}...` : '***',
    `put it into Secrets Manager, ${fix}, and rotate it, because it was in the code`);
}
