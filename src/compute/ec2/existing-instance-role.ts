import { Annotations, Stack } from 'aws-cdk-lib';
import { Role, type IRole } from 'aws-cdk-lib/aws-iam';
import type { Construct } from 'constructs';
import { allowSessions } from './instance-role';
import { isImmutable } from '../../core/immutable-role';
import { requireOutside, requireSamePlace } from '../../core/outside';
import type { Permission } from '../../core/permission';
import { PERMISSION_METADATA } from '../../core/permissions';
import { plainText } from '../../core/plain-text';

const PROP = 'compute.instanceRole';

/**
 * An existing role, as the environment's stack uses it: the instances' permissions are a policy of that stack, which is created
 * and deleted with it. An immutable role is not changed, and a warning lists what it must allow.
 */
export function existingInstanceRole(scope: Construct, id: string, brought: IRole): IRole {
  requireOutside(PROP, brought.roleArn, scope,
    'use `Role.fromRoleArn` or `Role.fromRoleName`, or grant what is missing to the environment\'s own role');
  requireSamePlace(PROP, brought.roleArn, scope);
  const mutable = !isImmutable(brought);
  const role = Role.fromRoleArn(scope, id, brought.roleArn, { mutable });
  allowSessions(role);
  if (!mutable) warnOfRequiredPermissions(role);
  return role;
}

/** At the end of synthesis, when all permissions are known. */
function warnOfRequiredPermissions(role: IRole): void {
  const stack = Stack.of(role);
  stack.node.addValidation({
    validate: () => {
      const permissions = role.node.metadata.filter(({ type }) => type === PERMISSION_METADATA).map(({ data }) => data as Permission);
      const lines = permissions.map(({ actions, resources }) =>
        `${actions.join(', ')} on ${resources.map((resource) => plainText(stack, resource)).join(', ')}`);
      Annotations.of(stack).addWarningV2('gostyle:instanceRole',
        `\`${PROP}\` is not changed; it must let EC2 assume it and allow: ${lines.join('; ')}`);
      return [];
    },
  });
}
