import { Annotations, type Stack } from 'aws-cdk-lib';

/** Common names of a production environment. */
const OTHER_NAMES = /^(prod|prd|live|main|production.+|.+-(prod|prd|live|production)|(prod|prd|live)-.+)$/i;

/** Whether an environment without a word about it is probably one that people depend on. */
export function soundsLikeProduction(name: string): boolean {
  return OTHER_NAMES.test(name) && !/non-?prod/i.test(name);
}

/** Only the exact name `production` makes it so: another name must not silently get less. */
export function warnOfName(stack: Stack, name: string): void {
  Annotations.of(stack).addWarningV2('gostyle:production', `the environment \`${name}\` is not taken for production: it has one NAT gateway,`
    + ' no deletion protection, no access logs and no flow logs; write `production: true` if people depend on it, or `production: false` if not');
}

/** Production over HTTP is sometimes meant, behind something else that has the certificate, and sometimes forgotten. */
export function sayHttpOnly(stack: Stack, name: string): void {
  Annotations.of(stack).addInfo(`the environment \`${name}\` is production and answers over HTTP only: give it a certificate with`
    + ' `domain: { hostedZone, name, issueCertificate: true }` or `certificate`, unless something before it has one');
}
