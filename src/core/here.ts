import { Stack, Token, type IResource } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { misuse } from './misuse';

/** Rejects what is known to be in another account or region than the scope. */
export function requireHere(prop: string, scope: Construct, { env }: Pick<IResource, 'env'>): void {
  const { account, region } = Stack.of(scope);
  for (const [kind, there, here] of [['account', env.account, account], ['region', env.region, region]]) {
    if (Token.isUnresolved(there) || Token.isUnresolved(here) || there === here) continue;
    throw misuse(prop, `must be in the pipeline's ${kind} ${here}`, there, 'use one there');
  }
}
