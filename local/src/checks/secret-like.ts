const SECRET_NAME = /(^|_)(PASSWORD|PASSWD|PWD|PASSPHRASE|SECRET|SECRET_?KEY|TOKEN|PRIVATE_?KEY|ACCESS_?KEY(_ID)?|API_?KEY)$/i;
/** `dbPassword` is `db_Password`. */
const CAMEL_CASE = /([a-z0-9])([A-Z])/g;
/** What a value that is no secret looks like: a switch, a number, a place, a reference to where the secret is kept. */
const HARMLESS: readonly RegExp[] = [
  /^$|^(true|false|yes|no|null|none|\d+)$/i,
  /^[.~]?\/[\w./-]*$|^[\w-]+(\/[\w-]+)+$/,
  /^\$[({\w]|^`|^\{\{resolve:|^arn:/,
  /^<.*>$|^(x+|\*+)$/i,
];
/** Values that are a credential whatever their name is. */
const CREDENTIALS: readonly RegExp[] = [
  /\b(AKIA|ASIA)[A-Z0-9]{16}\b/,
  /-----BEGIN [A-Z ]*PRIVATE KEY-----/,
  /\b(ghp|gho|ghs|ghu)_[A-Za-z0-9]{36}\b|\bgithub_pat_\w{22,}\b|\bglpat-[\w-]{20,}/,
  /\bxox[abprs]-[\w-]{10,}|\bsk_live_\w{16,}|\bAIza[\w-]{35}\b/,
  // A password in an address: postgres://user:password@host
  /\b[a-z][a-z0-9+.-]*:\/\/[^\s/:@${}]+:[^\s/@${}]+@[^\s/]+/i,
];

/** Whether a variable with a fixed value gives a secret away: by its name, or by what the value is. */
export function isSecretLike(name: string, value: string): boolean {
  if (CREDENTIALS.some((credential) => credential.test(value))) return true;
  return SECRET_NAME.test(name.replace(CAMEL_CASE, '$1_$2')) && !HARMLESS.some((harmless) => harmless.test(value.trim()));
}

/** Names of the variables that a shell script sets to what looks like a secret, in their order. */
export function secretsInScript(text: string): string[] {
  const assignments = [...text.matchAll(/(?<![\w$-])([A-Za-z_]\w*)=(?:"([^"\n]*)"|'([^'\n]*)'|([^\s'"`;&|]*))/g)];
  return assignments
    .filter(([, name, double, single, plain]) => isSecretLike(name, double ?? single ?? plain ?? ''))
    .map(([, name]) => name);
}
