import { ActionFailure } from '../../model/action-failure';
import type { SecretStoreName, SecretValues } from '../../model/secrets';

/** A secret, and the variable that receives its value. */
export interface SecretVariable {
  readonly name: string;
  readonly store: SecretStoreName;
  readonly id: string;
  /** Key in the secret's JSON value. */
  readonly field?: string;
}

/** The value of a variable that comes from a secret. */
export async function secretValue(secrets: SecretValues, { name, store, id, field }: SecretVariable): Promise<string> {
  const value = await secrets.find(store, id);
  if (value === undefined) throw new ActionFailure(`${name} (${id}) has no value in this run: add it to the JSON file that \`--stores\` names`);
  return field === undefined ? value : fieldOf(value, field, id);
}

/** As text, also if it is a number, such as the port in the secret of a database. */
function fieldOf(value: string, field: string, id: string): string {
  const fields = objectIn(value);
  if (!fields) throw new ActionFailure(`the secret ${id} is not a JSON object, so it has no field ${field}`);
  if (!Object.hasOwn(fields, field)) throw new ActionFailure(`the secret ${id} has no field ${field}`);
  const found = fields[field];
  return typeof found === 'string' ? found : JSON.stringify(found);
}

/** The parser's own error would quote the secret. */
function objectIn(value: string): Record<string, unknown> | undefined {
  try {
    const parsed: unknown = JSON.parse(value);
    return typeof parsed === 'object' && parsed !== null && !Array.isArray(parsed) ? parsed as Record<string, unknown> : undefined;
  } catch {
    return undefined;
  }
}
