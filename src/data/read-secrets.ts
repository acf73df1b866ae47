import type { IPrincipal } from 'aws-cdk-lib/aws-iam';
import type { SecretReference } from './secret-reference';
import { allow } from '../core/permissions';

/** Several values may be fields of the same secret. */
export function allowReadingSecrets(reader: IPrincipal, secrets: Readonly<Record<string, SecretReference>>): void {
  const permissions = new Map(Object.values(secrets).flatMap((reference) => reference.permissions)
    .map((permission) => [JSON.stringify([permission.actions, permission.resources]), permission]));
  for (const permission of permissions.values()) allow(reader, permission);
}
