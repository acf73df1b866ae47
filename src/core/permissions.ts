import { PolicyStatement, type IRole } from 'aws-cdk-lib/aws-iam';
import type { IConstruct } from 'constructs';
import { acknowledge } from './acknowledge';
import { plainText } from './plain-text';

/** What a role may do, and why it needs to. */
export interface Permission {
  readonly actions: string[];
  readonly resources: string[];
  readonly conditions?: Record<string, Record<string, string | string[]>>;
  /** Why, and where a resource has a wildcard, why it cannot be narrower. */
  readonly reason: string;
}

/** Kept in the assembly, so that a reviewer finds the reason beside the role. `docs/permissions.md` is made from it. */
export const PERMISSION_METADATA = 'gostyle:permission';

/** Every permission that the library gives goes through here: none is without a reason. */
export function allow(role: IRole, { actions, resources, conditions, reason }: Permission): void {
  role.addToPrincipalPolicy(new PolicyStatement({ actions, resources, conditions }));
  role.node.addMetadata(PERMISSION_METADATA, { actions, resources, ...conditions && { conditions }, reason });
  explainWildcards(role, resources, reason);
}

/** For permissions that aws-cdk-lib gives. */
export function explainWildcards(role: IConstruct, resources: string[], reason: string): void {
  for (const resource of resources) {
    const text = plainText(role, resource);
    if (text.includes('*')) acknowledge(role, `AwsSolutions-IAM5[Resource::${text}]`, reason);
  }
}
