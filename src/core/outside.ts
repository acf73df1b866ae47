import { Stack, Token } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';
import { misuse } from './misuse';

/**
 * Rejects what belongs to another stack of the app. The pipeline deploys an environment alone, from its own template, so it can
 * use what already exists but not refer to what another template creates. aws-cdk-lib would say so, too, but without the prop.
 *
 * @param prop path of the prop
 * @param identifier name, id or ARN of the existing resource
 * @param scope the environment
 * @param fix how to pass an existing resource
 */
export function requireOutside(prop: string, identifier: unknown, scope: IConstruct, fix: string): void {
  const made = madeElsewhere(Stack.of(scope).resolve(identifier));
  if (made === undefined) return;
  throw misuse(prop, 'must exist before the environment is deployed, and not be created by another stack of this app', made, fix);
}

/**
 * Rejects an ARN of another account or region than the environment's, if both are known.
 *
 * @param prop path of the prop
 * @param arn ARN of the existing resource
 * @param scope the environment
 */
export function requireSamePlace(prop: string, arn: string, scope: IConstruct): void {
  requireSameRegion(prop, arn, scope);
  requireSameAccount(prop, arn, scope);
}

/** The same of what another account may share. */
export function requireSameRegion(prop: string, arn: string, scope: IConstruct): void {
  const { region } = Stack.of(scope);
  if (!Token.isUnresolved(arn)) requireSame('region', prop, arn, { brought: arn.split(':')[3], own: region });
}

/** The same of what is in a region of its own. */
export function requireSameAccount(prop: string, arn: string, scope: IConstruct): void {
  const { account } = Stack.of(scope);
  if (!Token.isUnresolved(arn)) requireSame('account', prop, arn, { brought: arn.split(':')[4], own: account });
}

function requireSame(what: string, prop: string, arn: string, { brought, own }: { readonly brought: string; readonly own: string }): void {
  if (!brought || Token.isUnresolved(own) || brought === own) return;
  throw misuse(prop, `must be in the environment's ${what} ${own}`, arn, `use one in that ${what}`);
}

/** Logical id of the resource that a resolved value refers to. */
function madeElsewhere(value: unknown): string | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  const { 'Ref': reference, 'Fn::GetAtt': attribute } = value as { 'Ref'?: string; 'Fn::GetAtt'?: string[] };
  if (reference !== undefined) return reference.startsWith('AWS::') ? undefined : reference;
  if (attribute !== undefined) return attribute[0];
  return Object.values(value).map(madeElsewhere).find((found) => found !== undefined);
}
