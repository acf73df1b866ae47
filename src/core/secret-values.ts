import { createRequire } from 'node:module';
import { join } from 'node:path';

/** The same file seen from `src/core` and from the published `lib/core` (docs/decisions/0070). */
const BUNDLE = join(__dirname, '..', '..', 'assets', 'local', 'secrets.cjs');

interface Secret {
  /** Where it begins in the text. */
  readonly index: number;
  /** Whose it is, and never all of it. */
  readonly shown: string;
}

/** What finds secrets in templates, too. */
interface Secrets {
  certainSecret(text: string): Secret | undefined;
  withoutSecrets(text: string): string;
}

let loaded: Secrets | undefined;

function secrets(): Secrets {
  loaded ??= createRequire(__filename)(BUNDLE) as Secrets;
  return loaded;
}

/** The first secret in a text that is certainly one. */
export function secretIn(text: string): Secret | undefined {
  return secrets().certainSecret(text);
}

/** A text without the secrets that can be recognized: errors are in the log of each build. */
export function withoutSecrets(text: string): string {
  return secrets().withoutSecrets(text);
}
