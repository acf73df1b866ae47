import { Stack } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';
import type { SecretReference } from '../../data/secret-reference';
import type { HostSecret } from '../../provisioning/host-secret';

/** Where each secret is, as the stack's hosts ask for it. */
export function hostSecrets(scope: IConstruct, secrets: Readonly<Record<string, SecretReference>>): HostSecret[] {
  return Object.entries(secrets).map(([name, { store, arn, field }]) => ({ name, store, id: shortened(scope, arn), field }));
}

function shortened(scope: IConstruct, arn: string): string {
  const { partition, region, account } = Stack.of(scope);
  for (const resource of [':secretsmanager:', ':ssm:']) {
    const own = `arn:${partition}${resource}${region}:${account}:`;
    // Of a parameter with one level the ARN does not say whether its name begins with a slash.
    const name = arn.startsWith(own) ? /^(?:secret:|parameter(?=\/.+\/))(.+)$/.exec(arn.slice(own.length))?.[1] : undefined;
    if (name !== undefined) return name;
  }
  return arn;
}
