import { Stack } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';

/** By its name where a secret is of the stack's own account and region, which is shorter than its ARN: user data has room for 16 KB. */
export function secretId(scope: IConstruct, arn: string): string {
  const { partition, region, account } = Stack.of(scope);
  for (const service of [':secretsmanager:', ':ssm:']) {
    const own = `arn:${partition}${service}${region}:${account}:`;
    // Of a parameter with one level the ARN does not say whether its name begins with a slash.
    const name = arn.startsWith(own) ? /^(?:secret:|parameter(?=\/.+\/))(.+)$/.exec(arn.slice(own.length))?.[1] : undefined;
    if (name !== undefined) return name;
  }
  return arn;
}
