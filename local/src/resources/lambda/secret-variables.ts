import type { SecretValues } from '../../model/secrets';
import { dynamicReference } from '../../stack';
import { secretValue } from '../shape/secret-value';

/** Replaces references to secrets with their values, as CloudFormation does when it updates the function. */
export async function withSecrets(variables: Readonly<Record<string, string>>, secrets: SecretValues): Promise<Readonly<Record<string, string>>> {
  return Object.fromEntries(await Promise.all(Object.entries(variables).map(async ([name, value]) => {
    const reference = dynamicReference(value);
    if (!reference) return [name, value] as const;
    return [name, await secretValue(secrets, { name, store: 'secrets-manager', ...reference })] as const;
  })));
}
