import type { IKey } from 'aws-cdk-lib/aws-kms';

/** How secrets are kept. */
export interface SecretOptions {
  /**
   * Key that they are encrypted with, if it is one of your own. Whoever reads them may decrypt with it.
   *
   * @default - the account's own key, `alias/aws/secretsmanager` or `alias/aws/ssm`
   */
  readonly encryptionKey?: IKey;
}
