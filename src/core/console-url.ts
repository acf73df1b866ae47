import { Token, type Stack } from 'aws-cdk-lib';

/** Domains of the console in other partitions. A region that is known only at deployment counts as one of `aws`. */
const DOMAINS: [RegExp, string][] = [[/^cn-/, 'console.amazonaws.cn'], [/^us-gov-/, 'console.amazonaws-us-gov.com']];

/**
 * URL of a page of the AWS console in the region of the stack, in the form that the console itself uses.
 *
 * @param stack the stack
 * @param path path before the region, such as `codesuite/home`
 * @param fragment fragment after the region, such as `#/stacks`
 */
export function consoleUrl({ region }: Pick<Stack, 'region'>, path: string, fragment = ''): string {
  const domain = Token.isUnresolved(region) ? undefined : DOMAINS.find(([pattern]) => pattern.test(region))?.[1];
  return `https://${region}.${domain ?? 'console.aws.amazon.com'}/${path}?region=${region}${fragment}`;
}
