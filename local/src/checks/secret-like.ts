const SECRET_NAME = /(^|_)(PASSWORD|PASSWD|PWD|PASSPHRASE|SECRET|SECRET_?KEY|TOKEN|PRIVATE_?KEY|ACCESS_?KEY(_ID)?|API_?KEY)$/i;
/** `dbPassword` becomes `db_Password`. */
const CAMEL_CASE = /([a-z0-9])([A-Z])/g;
/** Values that are not secrets: a switch, a number, a path, a reference to where the secret is stored. */
const HARMLESS: readonly RegExp[] = [
  /^$|^(true|false|yes|no|null|none|\d+)$/i,
  /^[.~]?\/[\w./-]*$|^[\w-]+(\/[\w-]+)+$/,
  /^\$[({\w]|^`|^\{\{resolve:|^arn:/,
  /^<.*>$|^(x+|\*+)$/i,
];
/** Values that are credentials, whatever their name. */
const CREDENTIALS: readonly RegExp[] = [
  /\b(AKIA|ASIA)[A-Z0-9]{16}\b/,
  /-----BEGIN [A-Z ]*PRIVATE KEY-----/,
  /\b(ghp|gho|ghs|ghu)_[A-Za-z0-9]{36}\b|\bgithub_pat_\w{22,}\b|\bglpat-[\w-]{20,}/,
  /\bxox[abprs]-[\w-]{10,}|\bsk_live_\w{16,}|\bAIza[\w-]{35}\b/,
  // A password in a URL: postgres://user:password@host
  /\b[a-z][a-z0-9+.-]*:\/\/[^\s/:@${}]+:[^\s/@${}]+@[^\s/]+/i,
];

/** Whether a variable with a literal value exposes a secret, judging by its name or value. */
export function isSecretLike(name: string, value: string): boolean {
  if (CREDENTIALS.some((credential) => credential.test(value))) return true;
  return SECRET_NAME.test(name.replace(CAMEL_CASE, '$1_$2')) && !HARMLESS.some((harmless) => harmless.test(value.trim()));
}

/** Variables that a shell script sets to what looks like a secret, in order. */
export function secretsInScript(text: string): string[] {
  const assignments = [...text.matchAll(/(?<![\w$-])([A-Za-z_]\w*)=(?:"([^"\n]*)"|'([^'\n]*)'|([^\s'"`;&|]*))/g)];
  return assignments
    .filter(([, name, double, single, plain]) => isSecretLike(name, double ?? single ?? plain ?? ''))
    .map(([, name]) => name);
}
