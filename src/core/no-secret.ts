import { CfnDynamicReference, SecretValue, Token, Tokenization } from 'aws-cdk-lib';
import { misuse } from './misuse';
import { secretIn } from './secret-values';

const VISIBLE = 'because anyone who can read the template';
const ROTATE = 'and rotate it, because it was in the code';

/** Rejects text that cannot be what it says where it is used, or that shows a secret. */
export function requirePlain(prop: string, text: string, variable: string): void {
  requireNoSecret(prop, text, variable);
  if (isDynamicReference(text)) {
    throw misuse(prop, 'must not have a dynamic reference, because CloudFormation would write the value where many may read it',
      '{{resolve:...}}', use(variable));
  }
  const [control] = Token.isUnresolved(text) ? [] : /[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]/.exec(text) ?? [];
  if (control !== undefined) throw misuse(prop, 'must not have control characters', control, 'remove it');
}

/** Rejects a secret's value in what is in the template. It is not repeated, because errors are in the log of each build. */
export function requireNoSecret(prop: string, text: string, variable: string): void {
  if (Token.isUnresolved(text)) return;
  const shown = secretIn(text)?.shown;
  if (shown === undefined) return;
  throw misuse(prop, `must not contain a secret, ${VISIBLE} can read it`, shown, `put it into Secrets Manager, ${use(variable)}, ${ROTATE}`);
}

/** Rejects a secret in a file that becomes part of the template, or of an asset. */
export function requireNoSecretInFile(prop: string, path: string, content: Buffer): void {
  // As a text, whatever it is: in a key or an archive that is not compressed, a secret is still readable.
  const text = content.toString('latin1');
  const secret = secretIn(text);
  if (!secret) return;
  const line = text.slice(0, secret.index).split('\n').length;
  throw misuse(prop, `must have no files with a secret, ${VISIBLE} or the bucket of the assets can read it`, `${path}:${line}: ${secret.shown}`,
    `put it into Secrets Manager, read it there with the role of the instance, ${ROTATE}`);
}

function use(variable: string): string {
  return `write \`Secret.fromSecretsManager({ ${variable}: 'its-name' })\` in \`uses\``;
}

/** Written, or made by `SecretValue`. */
function isDynamicReference(text: string): boolean {
  if (!Token.isUnresolved(text)) return text.includes('{{resolve:');
  return Tokenization.reverseString(text).tokens.some((token) => SecretValue.isSecretValue(token) || token instanceof CfnDynamicReference);
}
