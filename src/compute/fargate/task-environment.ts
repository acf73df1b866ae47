import { Secret } from 'aws-cdk-lib/aws-ecs';
import { Grant, type IGrantable } from 'aws-cdk-lib/aws-iam';
import type { ApplicationConfig } from '../../application/application-config';
import type { SecretReference } from '../../data/secret-reference';

/** Environment variables of the container. Anyone can read them in the task definition. */
export function taskVariables({ port, healthCheckPath }: ApplicationConfig, variables: Record<string, string>): Record<string, string> {
  return { PORT: String(port), HOST: '0.0.0.0', HEALTH_CHECK_PATH: healthCheckPath, ...variables };
}

/** Secrets that Amazon ECS sets when a task starts. The execution role is granted the permissions where it is created. */
export function taskSecrets(secrets: Record<string, SecretReference>): Record<string, Secret> {
  return Object.fromEntries(Object.entries(secrets).map(([name, reference]) => [name, new ReferencedSecret(reference)]));
}

class ReferencedSecret extends Secret {
  readonly arn: string;
  readonly hasField: boolean;

  constructor({ arn, field }: SecretReference) {
    super();
    // The two empty parts at the end select the newest version.
    this.arn = field === undefined ? arn : `${arn}:${field}::`;
    this.hasField = field !== undefined;
  }

  grantRead(grantee: IGrantable): Grant {
    return Grant.drop(grantee, 'the execution role already has the permissions of the reference');
  }
}
