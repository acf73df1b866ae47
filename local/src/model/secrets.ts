import type { SecretMask } from '../messages/secret-mask';

/** Where AWS keeps a secret value. */
export type SecretStoreName = 'secrets-manager' | 'parameter-store';

/** Secret values on this machine, by the names and ARNs that AWS uses for them. */
export interface SecretValues {
  /** Masks known secrets in written text. */
  readonly mask?: SecretMask;
  /** The current text of a secret or a parameter; `undefined` if it has no value. */
  find(store: SecretStoreName, id: string): Promise<string | undefined>;
}
