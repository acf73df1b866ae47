import type { Template } from 'aws-cdk-lib/assertions';
import { RoleSimulator } from './iam-simulator';

/** What a role may and may not do: pairs of an action and a resource. */
export interface RolePermissions {
  readonly template: Template;
  /** Start of the logical ids of its policies. */
  readonly policy: string;
  readonly may: [string, string][];
  readonly mayNot: [string, string][];
}

/** An ARN, with `@` for the region and the account. */
export function arn(rest: string): string {
  return `arn:aws:${rest.replace('@', 'eu-west-1:111122223333')}`;
}

/** Defines the tests of roles, by their descriptions. `names` has physical names by the start of logical ids. */
export function testRoles(roles: Readonly<Record<string, RolePermissions>>, names: Record<string, string>): void {
  describe.each(Object.entries(roles))('%s', (_name, { template, policy, may, mayNot }) => {
    const role = new RoleSimulator(template, policy, names);

    test.each(may)('may %s on %s', (action, resource) => {
      expect(role.allows(action, resource)).toBe(true);
    });

    test.each(mayNot)('refuses %s on %s', (action, resource) => {
      expect(role.allows(action, resource)).toBe(false);
    });
  });
}
