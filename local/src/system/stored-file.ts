import { closeSync, constants, fstatSync, openSync, readFileSync, type Stats } from 'node:fs';
import { open, type FileHandle } from 'node:fs/promises';
import { isMissing } from './atomic-file';
import { mismatch, type Shape } from './shape';

/** Far more than this program writes. */
const MOST_BYTES = 64 * 1024 * 1024;
/** Opening a pipe would otherwise wait for a writer. Distinct bits, so their sum equals a bitwise OR, which the linter forbids. */
const READ_WITHOUT_WAITING = constants.O_RDONLY + constants.O_NONBLOCK;
const REASONS: Readonly<Record<string, string>> = {
  EACCES: 'this user may not read it',
  EPERM: 'this user may not read it',
  ELOOP: 'it is a link that leads back to itself',
  ENOTDIR: 'a part of its path is not a folder',
  ENXIO: 'it is a socket or a device, not a file',
};

export interface StoredFile {
  readonly shape: Shape;
  /** The expected format version, if the file has one. */
  readonly version?: number;
}

/** A file of this program that does not have the format in which this program writes it. The message is for display. */
export class UnreadableFile extends Error {
  override readonly name = 'UnreadableFile';

  constructor(readonly path: string, readonly reason: string) {
    super(`${path} cannot be read: ${reason}; fix it, or remove it`);
  }
}

/** `undefined` if there is no such file. Rejects with an `UnreadableFile`. */
export async function readStoredFile<T>(path: string, format: StoredFile): Promise<T | undefined> {
  const text = await readText(path);
  return text === undefined ? undefined : parsed<T>(path, text, format);
}

/** The synchronous version. */
export function readStoredFileSync<T>(path: string, format: StoredFile): T | undefined {
  const text = readTextSync(path);
  return text === undefined ? undefined : parsed<T>(path, text, format);
}

/**
 * The text of a file that this program keeps; `undefined` if there is no such file. Rejects with an `UnreadableFile`, also for anything that
 * is not a regular file (reading a pipe might never end, and a device could fill the memory) or is larger than this program's files.
 */
export async function readText(path: string): Promise<string | undefined> {
  const file = await openStored(path);
  if (!file) return undefined;
  try {
    checkSize(path, await file.stat());
    return await file.readFile('utf8');
  } finally {
    await file.close();
  }
}

/** The synchronous version. */
export function readTextSync(path: string): string | undefined {
  let descriptor: number | undefined;
  try {
    descriptor = openSync(path, READ_WITHOUT_WAITING);
    const stats = fstatSync(descriptor);
    checkKind(path, stats);
    checkSize(path, stats);
    return readFileSync(descriptor, 'utf8');
  } catch (error) {
    if (isMissing(error)) return undefined;
    throw unreadable(path, error);
  } finally {
    if (descriptor !== undefined) closeSync(descriptor);
  }
}

/** Opens a file of any size, to be read in pieces; `undefined` if there is no such file. The caller has to close it. */
export async function openStored(path: string): Promise<FileHandle | undefined> {
  let file: FileHandle | undefined;
  try {
    file = await open(path, READ_WITHOUT_WAITING);
    checkKind(path, await file.stat());
    return file;
  } catch (error) {
    await file?.close();
    if (isMissing(error)) return undefined;
    throw unreadable(path, error);
  }
}

function checkKind(path: string, found: Stats): void {
  if (!found.isFile()) throw new UnreadableFile(path, found.isDirectory() ? 'it is a folder, not a file' : 'it is a pipe or a device, not a file');
}

function checkSize(path: string, { size }: Stats): void {
  if (size > MOST_BYTES) throw new UnreadableFile(path, `it has ${size} bytes, more than the limit of ${MOST_BYTES}`);
}

function unreadable(path: string, error: unknown): UnreadableFile {
  if (error instanceof UnreadableFile) return error;
  const { code, message } = error as NodeJS.ErrnoException;
  return new UnreadableFile(path, REASONS[code ?? ''] ?? message);
}

function parsed<T>(path: string, text: string, { shape, version }: StoredFile): T {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw new UnreadableFile(path, 'it is not JSON');
  }
  const found = (value as { readonly version?: unknown } | null)?.version;
  if (version !== undefined && typeof found === 'number' && found > version) {
    throw new UnreadableFile(path, `it was written by a newer version of gostyle: format ${found}, but this version supports ${version}`);
  }
  const wrong = mismatch(value, version === undefined ? shape : { version: 'number', ...shape as object });
  if (wrong !== undefined) throw new UnreadableFile(path, wrong);
  return value as T;
}
