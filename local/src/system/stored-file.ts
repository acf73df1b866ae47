import { readJson } from './atomic-file';
import { mismatch, type Shape } from './shape';

export interface StoredFile {
  readonly shape: Shape;
  /** The expected format version, if the file has one. */
  readonly version?: number;
}

/** A file of this program with invalid content. The message is for display; `path` is the file. */
export class UnreadableFile extends Error {
  override readonly name = 'UnreadableFile';

  constructor(readonly path: string, reason: string) {
    super(reason);
  }
}

/** `undefined` if the file does not exist. Rejects with an `UnreadableFile`. */
export async function readStoredFile<T>(path: string, { shape, version }: StoredFile): Promise<T | undefined> {
  const value = await parsed(path);
  if (value === undefined) return undefined;
  const found = (value as { readonly version?: unknown } | null)?.version;
  if (version !== undefined && typeof found === 'number' && found > version) {
    throw new UnreadableFile(path, `it was written by a newer version of gostyle: format ${found}, but this version supports ${version}`);
  }
  const wrong = mismatch(value, version === undefined ? shape : { version: 'number', ...shape as object });
  if (wrong !== undefined) throw new UnreadableFile(path, wrong);
  return value as T;
}

async function parsed(path: string): Promise<unknown> {
  try {
    return await readJson<unknown>(path);
  } catch (error) {
    throw new UnreadableFile(path, error instanceof SyntaxError ? 'it is not JSON' : (error as Error).message);
  }
}
