import type { Template } from 'aws-cdk-lib/assertions';

/** A resource of a template, with the parts that tests use. */
export interface Resource {
  readonly Type: string;
  readonly Properties: Readonly<Record<string, unknown>>;
  readonly Metadata?: Readonly<Record<string, unknown>>;
  readonly DependsOn?: readonly string[];
  readonly DeletionPolicy?: string;
  readonly UpdatePolicy?: Readonly<Record<string, unknown>>;
}

export interface Statement {
  readonly Effect: string;
  readonly Action: string | string[];
  readonly Resource: unknown;
}

export function resources(template: Template): Record<string, Resource> {
  return template.toJSON().Resources as Record<string, Resource>;
}

/** The only resource of a type. */
export function only(template: Template, type: string): Resource {
  const found = Object.values(resources(template)).filter((resource) => resource.Type === type);
  if (found.length !== 1) throw new Error(`expected one ${type}, found ${found.length}`);
  return found[0];
}

/** The statements of every policy, with the logical id of the policy. */
export function statements(template: Template): { policy: string; statement: Statement }[] {
  return Object.entries(resources(template))
    .filter(([, { Type }]) => Type === 'AWS::IAM::Policy')
    .flatMap(([policy, { Properties }]) =>
      (Properties.PolicyDocument as { Statement: Statement[] }).Statement.map((statement) => ({ policy, statement })));
}

/** The statements of the policies whose logical id starts with the text. */
export function statementsOf(template: Template, policyStartsWith: string): Statement[] {
  return statements(template).filter(({ policy }) => policy.startsWith(policyStartsWith)).map(({ statement }) => statement);
}

export function actionsOf({ Action }: Statement): string[] {
  return Array.isArray(Action) ? Action : [Action];
}

/** Text of a value with intrinsic functions: `{ Ref: 'X' }` becomes `<X>`. */
export function text(value: unknown): string {
  if (typeof value === 'string') return value;
  if (Array.isArray(value)) return value.map(text).join('');
  const [[name, argument]] = Object.entries(value as Record<string, unknown>);
  if (name === 'Ref') return `<${argument as string}>`;
  if (name === 'Fn::GetAtt') return `<${(argument as string[]).join('.')}>`;
  if (name === 'Fn::Join') return (argument as [string, unknown[]])[1].map(text).join((argument as [string])[0]);
  return text(argument);
}
