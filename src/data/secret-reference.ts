import type { IKey } from 'aws-cdk-lib/aws-kms';
import type { ISecret } from 'aws-cdk-lib/aws-secretsmanager';
import type { IParameter } from 'aws-cdk-lib/aws-ssm';
import { guardFactories } from '../core/guard-factories';
import type { Permission } from '../core/permission';
import { requireField, requireNoList } from '../core/secret-names';

/** The service that stores a secret. */
export enum SecretStore {
  /** AWS Secrets Manager. */
  SECRETS_MANAGER = 'secrets-manager',

  /** Parameter Store of AWS Systems Manager. */
  PARAMETER_STORE = 'parameter-store',
}

/** A value that the application receives when it starts: where it is stored, never the value itself. */
export class SecretReference {
  /**
   * A secret of AWS Secrets Manager.
   *
   * @param secret the secret; with your own key, its `encryptionKey` must be set
   * @param field key in a JSON value; default: the whole value
   */
  static fromSecretsManager(secret: ISecret, field?: string): SecretReference {
    requireField('SecretReference.fromSecretsManager.field', field);
    const { secretFullArn, secretArn, encryptionKey } = secret;
    return new SecretReference(SecretStore.SECRETS_MANAGER, secretFullArn ?? secretArn, field, [{
      actions: ['secretsmanager:GetSecretValue'],
      // Secrets Manager appends a hyphen and six characters to the name of a secret.
      resources: [secretFullArn ?? `${secretArn}-??????`],
      reason: 'the application reads the secret when it starts; the wildcard is the six characters that Secrets Manager appends to the name',
    }, ...decrypting(encryptionKey)]);
  }

  /**
   * A parameter of AWS Systems Manager.
   *
   * @param parameter the parameter, of any type except a list
   * @param encryptionKey key of a `SecureString`, if it is not the AWS managed key `alias/aws/ssm`
   */
  static fromParameter(parameter: IParameter, encryptionKey?: IKey): SecretReference {
    requireNoList('SecretReference.fromParameter', parameter);
    return new SecretReference(SecretStore.PARAMETER_STORE, parameter.parameterArn, undefined, [{
      actions: ['ssm:GetParameters'],
      resources: [parameter.parameterArn],
      reason: 'the application reads the parameter when it starts',
    }, ...decrypting(encryptionKey)]);
  }

  private constructor(
    /** The service that stores it. */
    readonly store: SecretStore,
    /** ARN; that of a secret may lack the six characters at its end. */
    readonly arn: string,
    /** Key in a JSON value, for secrets only. */
    readonly field: string | undefined,
    /** Permissions needed to read it. */
    readonly permissions: Permission[],
  ) {}
}

guardFactories('SecretReference', SecretReference);

function decrypting(key: IKey | undefined): Permission[] {
  if (!key) return [];
  return [{ actions: ['kms:Decrypt'], resources: [key.keyArn], reason: 'secrets of the application are encrypted with this key' }];
}
