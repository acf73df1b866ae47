import type { IKey } from 'aws-cdk-lib/aws-kms';
import type { ISecret } from 'aws-cdk-lib/aws-secretsmanager';
import type { IParameter } from 'aws-cdk-lib/aws-ssm';
import type { Permission } from '../core/permission';

/** Where a secret value is kept. */
export enum SecretStore {
  /** AWS Secrets Manager. */
  SECRETS_MANAGER = 'secrets-manager',

  /** Parameter Store of AWS Systems Manager. */
  PARAMETER_STORE = 'parameter-store',
}

/** A value that the application is given when it starts: where it is kept, never the value itself. */
export class SecretReference {
  /**
   * A secret of AWS Secrets Manager.
   *
   * @param secret the secret; its `encryptionKey` is needed, too
   * @param field key of a JSON value; without it the whole value
   */
  static fromSecretsManager(secret: ISecret, field?: string): SecretReference {
    const { secretFullArn, secretArn, encryptionKey } = secret;
    return new SecretReference(SecretStore.SECRETS_MANAGER, secretFullArn ?? secretArn, field, [{
      actions: ['secretsmanager:GetSecretValue'],
      // Secrets Manager puts a hyphen and six characters behind the name of a secret.
      resources: [secretFullArn ?? `${secretArn}-??????`],
      reason: 'the application is given the secret when it starts; a wildcard is the six characters that Secrets Manager adds to a name',
    }, ...decrypting(encryptionKey)]);
  }

  /**
   * A parameter of AWS Systems Manager.
   *
   * @param parameter the parameter, of any type but a list
   * @param encryptionKey key of a `SecureString`, if it is not the account's own `alias/aws/ssm`
   */
  static fromParameter(parameter: IParameter, encryptionKey?: IKey): SecretReference {
    return new SecretReference(SecretStore.PARAMETER_STORE, parameter.parameterArn, undefined, [{
      actions: ['ssm:GetParameters'],
      resources: [parameter.parameterArn],
      reason: 'the application is given the parameter when it starts',
    }, ...decrypting(encryptionKey)]);
  }

  private constructor(
    /** Where it is kept. */
    readonly store: SecretStore,
    /** Its ARN; that of a secret may lack the six characters at its end. */
    readonly arn: string,
    /** Key of a JSON value, of a secret only. */
    readonly field: string | undefined,
    /** Permissions needed to read it. */
    readonly permissions: Permission[],
  ) {}
}

function decrypting(key: IKey | undefined): Permission[] {
  if (!key) return [];
  return [{ actions: ['kms:Decrypt'], resources: [key.keyArn], reason: 'what the application is given when it starts is encrypted with this key' }];
}
