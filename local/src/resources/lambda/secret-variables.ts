import { ActionFailure } from '../../model/action-failure';
import type { SecretValues } from '../../model/secrets';
import { dynamicReference } from '../../stack';

/** Replaces references to secrets with their values, as CloudFormation does when it updates the function. */
export async function withSecrets(variables: Readonly<Record<string, string>>, secrets: SecretValues): Promise<Readonly<Record<string, string>>> {
  return Object.fromEntries(await Promise.all(Object.entries(variables).map(async ([name, value]) => {
    const reference = dynamicReference(value);
    if (!reference) return [name, value] as const;
    const secret = await secrets.find('secrets-manager', reference.id);
    if (secret === undefined) {
      throw new ActionFailure(`${name} (${reference.id}) has no value in this run: add it to the JSON file that \`--stores\` names`);
    }
    return [name, reference.field === undefined ? secret : fieldOf(secret, reference.field, reference.id)] as const;
  })));
}

function fieldOf(secret: string, field: string, id: string): string {
  const found = (JSON.parse(secret) as Record<string, unknown>)[field];
  if (found === undefined) throw new ActionFailure(`the secret ${id} has no field ${field}`);
  return String(found);
}
