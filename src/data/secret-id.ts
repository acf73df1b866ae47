import { Stack } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';

/** The name of a secret in the stack's own account and region is enough and shorter than its ARN: user data is limited to 16 KB. */
export function secretId(scope: IConstruct, arn: string): string {
  const { partition, region, account } = Stack.of(scope);
  for (const service of [':secretsmanager:', ':ssm:']) {
    const own = `arn:${partition}${service}${region}:${account}:`;
    // The ARN of a parameter with one level does not say whether the name begins with a slash.
    const name = arn.startsWith(own) ? /^(?:secret:|parameter(?=\/.+\/))(.+)$/.exec(arn.slice(own.length))?.[1] : undefined;
    if (name !== undefined) return name;
  }
  return arn;
}
