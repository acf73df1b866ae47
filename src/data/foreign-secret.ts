import { Stack, Token } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';
import type { SecretReference } from './secret-reference';
import { misuse } from '../core/misuse';
import { requireSameRegion } from '../core/outside';

/**
 * Rejects a secret that the environment could not read: one of another region, or one of another account that is encrypted with the key that AWS
 * manages there, which no other account can use.
 *
 * @see https://docs.aws.amazon.com/secretsmanager/latest/userguide/auth-and-access_examples_cross.html
 */
export function requireReadable(prop: string, { arn, permissions }: SecretReference, environment: IConstruct): void {
  requireSameRegion(prop, arn, environment);
  const { account } = Stack.of(environment);
  const owner = Token.isUnresolved(arn) ? '' : arn.split(':')[4];
  if (Token.isUnresolved(account) || !/^\d{12}$/.test(owner) || owner === account) return;
  if (permissions.some(({ actions }) => actions.includes('kms:Decrypt'))) return;
  throw misuse(prop, `must be given with its own key, because it is in another account than the environment (${account}), which cannot use the key`
    + ' that AWS manages', arn, 'encrypt it with a key of its account that lets the environment decrypt, and give that as `encryptionKey`');
}
