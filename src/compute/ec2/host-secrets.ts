import type { IConstruct } from 'constructs';
import { secretId } from '../../data/secret-id';
import type { SecretReference } from '../../data/secret-reference';
import type { HostSecret } from '../../provisioning/host-secret';

/** Where each secret is stored, as the stack's hosts request it. */
export function hostSecrets(scope: IConstruct, secrets: Readonly<Record<string, SecretReference>>): HostSecret[] {
  return Object.entries(secrets).map(([name, { store, arn, field }]) => ({ name, store, id: secretId(scope, arn), field }));
}
