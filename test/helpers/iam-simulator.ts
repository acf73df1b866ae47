import type { Template } from 'aws-cdk-lib/assertions';
import { actionsOf, statementsOf, text, type Statement } from './resources';

/** Values of intrinsic functions in one account; references to resources become their logical ids. */
const ACCOUNT: Record<string, string> = {
  'AWS::Partition': 'aws', 'AWS::Region': 'eu-west-1', 'AWS::AccountId': '111122223333', 'AWS::URLSuffix': 'amazonaws.com',
};

/** Properties of a request besides its action and resource. */
export type Context = Readonly<Record<string, string>>;

type Conditions = Readonly<Record<string, Readonly<Record<string, unknown>>>>;
type Conditional = Statement & { readonly Condition?: Conditions; readonly Principal?: unknown };

/** Evaluates allow statements of a policy as IAM does; supports only the conditions that the library uses. Anything else is an error. */
export class PolicySimulator {
  constructor(private readonly statements: readonly Conditional[], private readonly names: Record<string, string> = {}) {
    const other = statements.find((statement) => statement.Effect !== 'Allow' || 'NotAction' in statement);
    if (statements.length === 0 || other) throw new Error(`cannot be decided: ${JSON.stringify(other)}`);
  }

  allows(action: string, resource: string, context: Context = {}): boolean {
    return this.statements.some((statement) =>
      actionsOf(statement).some((pattern) => matches(pattern, action))
      && this.textsOf(statement.Resource).some((pattern) => matches(pattern, resource))
      && this.hold(statement.Condition ?? {}, context));
  }

  /** The same for a resource policy: the principal is a role's ARN, which the policy's conditions also use. */
  allowsRole(roleArn: string, action: string, resource: string, context: Context = {}): boolean {
    const [account] = /\d{12}/.exec(roleArn)!;
    const theirs = this.statements.filter(({ Principal }) => this.textsOf((Principal as { AWS?: unknown }).AWS ?? '').some((principal) =>
      principal === roleArn || principal === `arn:aws:iam::${account}:root`));
    return theirs.length > 0 && new PolicySimulator(theirs, this.names).allows(action, resource, { 'aws:PrincipalArn': roleArn, ...context });
  }

  private hold(conditions: Conditions, context: Context): boolean {
    return Object.entries(conditions).every(([operator, keys]) => {
      if (!['ArnEquals', 'StringEquals', 'StringLike'].includes(operator)) throw new Error(`cannot be decided: ${operator}`);
      return Object.entries(keys).every(([key, expected]) => this.textsOf(expected).some((pattern) =>
        context[key] !== undefined && (operator === 'StringEquals' ? pattern === context[key] : matches(pattern, context[key]))));
    });
  }

  private textsOf(value: unknown): string[] {
    return (Array.isArray(value) ? value : [value]).map((each) =>
      text(each).replace(/<([^>]+)>|\$\{([^}]+)\}/g, (_match, reference?: string, substitution?: string) => {
        const name = (reference ?? substitution)!;
        return ACCOUNT[name] ?? Object.entries(this.names).find(([prefix]) => name.startsWith(prefix))?.[1] ?? name;
      }));
  }
}

/** Whether the policies of a role allow an action on a resource. */
export class RoleSimulator extends PolicySimulator {
  constructor(template: Template, policyStartsWith: string, names: Record<string, string> = {}) {
    super(statementsOf(template, policyStartsWith), names);
  }
}

function matches(pattern: string, value: string): boolean {
  const expression = pattern.replace(/[.+^${}()|[\]\\]/g, '\\$&').replaceAll('*', '.*').replaceAll('?', '.');
  return new RegExp(`^${expression}$`).test(value);
}
