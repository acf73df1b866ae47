import type { IKey } from 'aws-cdk-lib/aws-kms';

/** How secrets are kept. */
export interface SecretOptions {
  /**
   * Key that they are encrypted with, if it is your own. Readers may decrypt with it.
   *
   * @default - the account's own key, `alias/aws/secretsmanager` or `alias/aws/ssm`
   */
  readonly encryptionKey?: IKey;
}
