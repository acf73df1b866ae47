import { Token } from 'aws-cdk-lib';
import { misuse } from './misuse';
import { hasPassword, tokenIn } from './secret-values';

/** Rejects a secret's value in what is in the template. It is not repeated, because errors are in the log of each build. */
export function requireNoSecret(prop: string, text: string, variable: string): void {
  if (Token.isUnresolved(text)) return;
  const token = tokenIn(text);
  if (token === undefined && !hasPassword(text)) return;
  const fix = `write \`Secret.fromSecretsManager({ ${variable}: 'its-name' })\` in \`uses\``;
  throw misuse(prop, 'must not contain a secret, because anyone who may read the template can read it', token ? `${token.slice(0, 4)}...` : '***',
    `put it into Secrets Manager, ${fix}, and rotate it, because it was in the code`);
}
