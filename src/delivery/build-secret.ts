import { BuildEnvironmentVariableType } from 'aws-cdk-lib/aws-codebuild';
import type { IRole } from 'aws-cdk-lib/aws-iam';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import type { ISecret } from 'aws-cdk-lib/aws-secretsmanager';
import type { IParameter } from 'aws-cdk-lib/aws-ssm';
import { guardFactories } from '../core/guard-factories';
import type { Permission } from '../core/permission';
import { allow } from '../core/permissions';
import { requireField, requireNoList } from '../core/secret-names';

/** A secret that CodeBuild reads when a build starts: it appears neither in the template nor in the build's log. */
export class BuildSecret {
  /**
   * A secret of AWS Secrets Manager, in the pipeline's region.
   *
   * @param secret the secret; the build may also decrypt with its `encryptionKey`
   * @param field key in a JSON value; default: the whole value
   */
  static fromSecretsManager(secret: ISecret, field?: string): BuildSecret {
    requireField('BuildSecret.fromSecretsManager.field', field);
    const id = secret.secretFullArn ?? secret.secretName;
    return new BuildSecret(BuildEnvironmentVariableType.SECRETS_MANAGER, field === undefined ? id : `${id}:${field}`, {
      actions: ['secretsmanager:GetSecretValue'],
      // Secrets Manager appends a hyphen and six characters to the name of a secret.
      resources: [secret.secretFullArn ?? `${secret.secretArn}-??????`],
      reason: 'the build gets the secret as an environment variable; the wildcard is the six characters that Secrets Manager appends to the name',
    }, secret.encryptionKey);
  }

  /**
   * A parameter of AWS Systems Manager, in the pipeline's region.
   *
   * @param parameter the parameter, of any type except a list
   * @param encryptionKey key of a `SecureString`, if it is not the AWS managed key `alias/aws/ssm`
   */
  static fromParameter(parameter: IParameter, encryptionKey?: IKey): BuildSecret {
    requireNoList('BuildSecret.fromParameter', parameter);
    return new BuildSecret(BuildEnvironmentVariableType.PARAMETER_STORE, parameter.parameterName, {
      actions: ['ssm:GetParameters'],
      resources: [parameter.parameterArn],
      reason: 'the build gets the parameter as an environment variable',
    }, encryptionKey);
  }

  private constructor(
    /** The service that stores it. */
    readonly type: BuildEnvironmentVariableType,
    /** Name or ARN of a secret with its field, or name of a parameter. */
    readonly value: string,
    private readonly permission: Permission,
    private readonly encryptionKey?: IKey,
  ) {}

  /**
   * Lets a role read the secret.
   *
   * @param role role of the build project
   */
  grantRead(role: IRole): void {
    allow(role, this.permission);
    if (!this.encryptionKey) return;
    allow(role, {
      actions: ['kms:Decrypt'],
      resources: [this.encryptionKey.keyArn],
      reason: 'the secret or parameter of the build is encrypted with this key',
    });
  }
}

guardFactories('BuildSecret', BuildSecret);
