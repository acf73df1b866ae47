import type { Template } from 'aws-cdk-lib/assertions';
import { actionsOf, statementsOf, text, type Statement } from './resources';

/** What intrinsic functions give in one account; a resource's own are its logical id. */
const ACCOUNT: Record<string, string> = { 'AWS::Partition': 'aws', 'AWS::Region': 'eu-west-1', 'AWS::AccountId': '111122223333' };

/**
 * Whether the policies of a role allow an action on a resource, as IAM decides it for policies that only allow and have no
 * conditions. Anything else in them is an error: this would decide wrongly.
 */
export class RoleSimulator {
  private readonly statements: Statement[];

  constructor(template: Template, policyStartsWith: string, private readonly names: Record<string, string> = {}) {
    this.statements = statementsOf(template, policyStartsWith);
    if (this.statements.length === 0) throw new Error(`no policy ${policyStartsWith}`);
    const other = this.statements.find((statement) => statement.Effect !== 'Allow' || 'Condition' in statement || 'NotAction' in statement);
    if (other) throw new Error(`cannot be decided: ${JSON.stringify(other)}`);
  }

  allows(action: string, resource: string): boolean {
    return this.statements.some((statement) =>
      actionsOf(statement).some((pattern) => matches(pattern, action))
      && this.resourcesOf(statement).some((pattern) => matches(pattern, resource)));
  }

  private resourcesOf({ Resource }: Statement): string[] {
    return (Array.isArray(Resource) ? Resource : [Resource]).map((resource) =>
      text(resource).replace(/<([^>]+)>|\$\{([^}]+)\}/g, (_match, reference?: string, substitution?: string) => {
        const name = (reference ?? substitution)!;
        return ACCOUNT[name] ?? Object.entries(this.names).find(([prefix]) => name.startsWith(prefix))?.[1] ?? name;
      }));
  }
}

function matches(pattern: string, value: string): boolean {
  const expression = pattern.replace(/[.+^${}()|[\]\\]/g, '\\$&').replaceAll('*', '.*').replaceAll('?', '.');
  return new RegExp(`^${expression}$`).test(value);
}
