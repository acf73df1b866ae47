import { Secret } from 'aws-cdk-lib/aws-ecs';
import { Grant, type IGrantable } from 'aws-cdk-lib/aws-iam';
import type { ApplicationConfig } from '../../application/application-config';
import type { SecretReference } from '../../data/secret-reference';

/** What the container finds in its environment, for everybody to read in the task definition. */
export function taskVariables({ port, healthCheckPath }: ApplicationConfig, variables: Record<string, string>): Record<string, string> {
  return { PORT: String(port), HOST: '0.0.0.0', HEALTH_CHECK_PATH: healthCheckPath, ...variables };
}

/** What Amazon ECS puts there when a task starts, and nobody reads elsewhere. The execution role is given its permissions where it is made. */
export function taskSecrets(secrets: Record<string, SecretReference>): Record<string, Secret> {
  return Object.fromEntries(Object.entries(secrets).map(([name, reference]) => [name, new ReferencedSecret(reference)]));
}

class ReferencedSecret extends Secret {
  readonly arn: string;
  readonly hasField: boolean;

  constructor({ arn, field }: SecretReference) {
    super();
    // The ends are the version: the newest one.
    this.arn = field === undefined ? arn : `${arn}:${field}::`;
    this.hasField = field !== undefined;
  }

  grantRead(grantee: IGrantable): Grant {
    return Grant.drop(grantee, 'the execution role has what the reference asks for');
  }
}
