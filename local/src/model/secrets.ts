/** Where AWS keeps a secret value. */
export type SecretStoreName = 'secrets-manager' | 'parameter-store';

/** The values of secrets on this machine, by the names and ARNs that AWS knows them by. */
export interface SecretValues {
  /** The text of a secret or a parameter as it is now; `undefined` where nobody has it. */
  find(store: SecretStoreName, id: string): Promise<string | undefined>;
}
