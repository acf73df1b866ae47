import type { IKey } from 'aws-cdk-lib/aws-kms';

/** Options of existing secrets. */
export interface SecretOptions {
  /**
   * Key that encrypts them, if it is your own. Readers get permission to decrypt with it.
   *
   * @default - the account's own key, `alias/aws/secretsmanager` or `alias/aws/ssm`
   */
  readonly encryptionKey?: IKey;
}
