import { PolicyStatement, type IPrincipal } from 'aws-cdk-lib/aws-iam';
import { Construct, type IConstruct } from 'constructs';
import { acknowledge } from './acknowledge';
import type { Permission } from './permission';
import { plainText } from './plain-text';

/** A permission whose conditions may have a single value instead of a list. */
export interface AllowedPermission extends Omit<Permission, 'conditions'> {
  readonly conditions?: Record<string, Record<string, string | string[]>>;
}

/** Kept in the assembly, so that a reviewer finds the reason beside the role. `docs/permissions.md` is generated from it. */
export const PERMISSION_METADATA = 'gostyle:permission';

/** Every permission that the library grants goes through here, so that each has a reason. */
export function allow(to: IPrincipal, { actions, resources, conditions, reason }: AllowedPermission): void {
  to.addToPrincipalPolicy(new PolicyStatement({ actions, resources, conditions }));
  // A principal that is not a construct has no place of its own in the assembly.
  if (!Construct.isConstruct(to)) return;
  to.node.addMetadata(PERMISSION_METADATA, { actions, resources, ...conditions && { conditions }, reason });
  explainWildcards(to, resources, reason);
}

/** For permissions that aws-cdk-lib grants. */
export function explainWildcards(role: IConstruct, resources: string[], reason: string): void {
  for (const resource of resources) {
    const text = plainText(role, resource);
    if (text.includes('*')) acknowledge(role, `AwsSolutions-IAM5[Resource::${text}]`, reason);
  }
}
