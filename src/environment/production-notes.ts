import { Annotations, type Stack } from 'aws-cdk-lib';

/** Common names of a production environment. */
const OTHER_NAMES = /^(prod|prd|live|main|production.+|.+-(prod|prd|live|production)|(prod|prd|live)-.+)$/i;

/** Whether an environment without an explicit `production` is probably a production environment. */
export function soundsLikeProduction(name: string): boolean {
  return OTHER_NAMES.test(name) && !/non-?prod/i.test(name);
}

/** Only the exact name `production` is treated as production, so a similar name gets a warning instead of fewer safeguards without one. */
export function warnOfName(stack: Stack, name: string): void {
  Annotations.of(stack).addWarningV2('gostyle:production', `the environment \`${name}\` is not treated as production: it has one NAT gateway,`
    + ' no deletion protection and no access logs; write `production: true` if users depend on it, or `production: false` if not');
}

/** HTTP in production may be intended, behind something that terminates TLS, or an oversight. */
export function noteHttpOnly(stack: Stack, name: string): void {
  Annotations.of(stack).addInfo(`the environment \`${name}\` is production and serves HTTP only: give it a certificate with`
    + ' `domain: { hostedZone, name, issueCertificate: true }` or `certificate`, unless something in front of it has one');
}
