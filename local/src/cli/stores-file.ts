import { isObject } from '../assembly/json';
import type { Stores } from '../codebuild';
import { UserError } from '../messages/user-error';
import { readText, UnreadableFile } from '../system/stored-file';

/** Reads the file that `--stores` names: `{"parameter-store":{"/name":"value"},"secrets-manager":{"id":"text or JSON text"}}`. */
export async function readStores(path: string): Promise<Stores> {
  const document = parse(await read(path), path);
  return { parameterStore: texts(document, 'parameter-store', path), secretsManager: texts(document, 'secrets-manager', path) };
}

/** Refuses a pipe (`<(...)`), because the file is read again whenever something starts. */
async function read(path: string): Promise<string> {
  try {
    const text = await readText(path);
    if (text !== undefined) return text;
    throw new UnreadableFile(path, 'there is no such file');
  } catch (error) {
    if (!(error instanceof UnreadableFile)) throw error;
    throw new UserError(`--stores: ${path} cannot be read: ${error.reason}`);
  }
}

function parse(text: string, path: string): Record<string, unknown> {
  try {
    const document: unknown = JSON.parse(text);
    if (isObject(document)) return document;
  } catch {
    // A parser's message would quote the content, which is secret.
    throw new UserError(`--stores: ${path} is not JSON; write an object with "parameter-store" and "secrets-manager"`);
  }
  throw new UserError(`--stores: ${path} must contain an object with "parameter-store" and "secrets-manager"`);
}

function texts(document: Record<string, unknown>, key: string, path: string): Record<string, string> {
  const store = document[key] ?? {};
  if (!isObject(store)) throw new UserError(`--stores: "${key}" in ${path} must be an object of names and values`);
  // A secret written as a JSON object stands for its text.
  return Object.fromEntries(Object.entries(store).map(([name, value]) => [name, typeof value === 'string' ? value : JSON.stringify(value)]));
}
