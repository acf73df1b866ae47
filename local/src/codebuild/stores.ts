import { PhaseError } from './phase-error';

/** Stands in for Parameter Store and Secrets Manager: values from a file that the user names, never from an AWS account. */
export interface Stores {
  /** Maps names of parameters to values. */
  readonly parameterStore: Readonly<Record<string, string>>;
  /** Maps names or ARNs of secrets to their text. */
  readonly secretsManager: Readonly<Record<string, string>>;
}

export const NO_STORES: Stores = { parameterStore: {}, secretsManager: {} };

interface SecretReference {
  readonly id: string;
  readonly jsonKey?: string;
  readonly versionStage?: string;
  readonly versionId?: string;
}

/** Values of the variables that refer to Parameter Store. */
export function resolveParameters(references: Readonly<Record<string, string>>, { parameterStore }: Stores): Record<string, string> {
  const missing = Object.values(references).filter((name) => !Object.hasOwn(parameterStore, name));
  if (missing.length > 0) {
    throw new PhaseError(
      'Decrypted Variables Error',
      `parameter does not exist: ${missing.join(', ')} (locally, parameters come from the file that --stores names)`,
    );
  }
  return Object.fromEntries(Object.entries(references).map(([variable, name]) => [variable, parameterStore[name]]));
}

/** Values of the variables that refer to Secrets Manager. */
export function resolveSecrets(references: Readonly<Record<string, string>>, stores: Stores): Record<string, string> {
  return Object.fromEntries(Object.entries(references).map(([variable, reference]) => [variable, resolveSecret(reference, stores)]));
}

/** References to a version other than the current one. */
export function versionedReferences(references: Readonly<Record<string, string>>): string[] {
  return Object.values(references).filter((reference) => {
    const { versionStage, versionId } = parseSecretReference(reference);
    return Boolean(versionId) || (Boolean(versionStage) && versionStage !== 'AWSCURRENT');
  });
}

function resolveSecret(reference: string, { secretsManager }: Stores): string {
  const { id, jsonKey, versionStage, versionId } = parseSecretReference(reference);
  const name = [id, nameInArn(id)].find((candidate) => candidate !== undefined && Object.hasOwn(secretsManager, candidate));
  if (name === undefined) {
    throw new PhaseError(
      'Secrets Manager Error',
      `ResourceNotFoundException: Secrets Manager can't find the specified secret. ${id} (locally, secrets come from the file that --stores names)`,
    );
  }
  if (versionStage && versionId) throw new PhaseError('Secrets Manager Error', `${reference}: give a version-stage or a version-id, not both`);
  return jsonKey ? valueAt(secretsManager[name], jsonKey, id) : secretsManager[name];
}

/** `id:json-key:version-stage:version-id`, where the id may be an ARN, which contains colons itself. */
function parseSecretReference(reference: string): SecretReference {
  const parts = reference.split(':');
  const idParts = reference.startsWith('arn:') ? 7 : 1;
  const [jsonKey, versionStage, versionId] = parts.slice(idParts);
  return { id: parts.slice(0, idParts).join(':'), jsonKey, versionStage, versionId };
}

/** The name at the end of an ARN, to which Secrets Manager adds six characters. */
export function nameInArn(id: string): string | undefined {
  return id.startsWith('arn:') ? id.split(':')[6]?.replace(/-[A-Za-z0-9]{6}$/, '') : undefined;
}

function valueAt(text: string, key: string, id: string): string {
  const secret = parseJsonObject(text);
  if (!secret) throw new PhaseError('Secrets Manager Error', `the secret ${id} is not a JSON object, so it has no key ${key}`);
  if (!Object.hasOwn(secret, key)) throw new PhaseError('Secrets Manager Error', `the secret ${id} has no key ${key}`);
  const value = secret[key];
  return typeof value === 'string' ? value : JSON.stringify(value);
}

function parseJsonObject(text: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? { ...value } : undefined;
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}
