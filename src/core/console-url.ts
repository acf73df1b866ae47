import { Token, type Stack } from 'aws-cdk-lib';

/** Where the consoles of other partitions are. A region that is known only at deployment is taken for one of `aws`. */
const DOMAINS: [RegExp, string][] = [[/^cn-/, 'console.amazonaws.cn'], [/^us-gov-/, 'console.amazonaws-us-gov.com']];

/**
 * A page of the AWS console, in the region of the stack, as consoles write their own addresses.
 *
 * @param stack the stack
 * @param path what is before the region: `codesuite/home`
 * @param fragment what is after it: `#/stacks`
 */
export function consoleUrl({ region }: Pick<Stack, 'region'>, path: string, fragment = ''): string {
  const domain = Token.isUnresolved(region) ? undefined : DOMAINS.find(([pattern]) => pattern.test(region))?.[1];
  return `https://${region}.${domain ?? 'console.aws.amazon.com'}/${path}?region=${region}${fragment}`;
}
