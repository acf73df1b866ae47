import { readFileSync, realpathSync, statSync } from 'node:fs';
import { isAbsolute, join, relative, sep } from 'node:path';
import { isDeeperThan, isObject, MAXIMUM_DEPTH, type JsonObject } from './json';
import { failure, notFound, success, type Result } from './result';
import { messageOf } from '../messages/message-of';

/** CloudFormation's limit for a template is 1 MB; the manifest of a large app may be larger. */
const MAXIMUM_BYTES = 32 * 1024 * 1024;

/** Resolves a path named by an assembly; rejects paths outside of the assembly. */
export function resolveInside(root: string, path: string): Result<string> {
  if (path.includes('\0')) return failure(`path contains a NUL character: ${JSON.stringify(path)}`);
  if (isAbsolute(path) || leaves(join(root, path), root)) return failure(`path leads outside of the cloud assembly: ${path}`);
  try {
    const real = realpathSync(join(root, path));
    return leaves(real, realpathSync(root)) ? failure(`path leads outside of the cloud assembly through a symbolic link: ${path}`) : success(real);
  } catch (error) {
    return fileError(error, path);
  }
}

/** Reads a file of the assembly as text. */
export function readText(root: string, path: string): Result<string> {
  const file = resolveInside(root, path);
  if (file.status !== 'success') return file;
  try {
    const found = statSync(file.value);
    const { size } = found;
    // Reading from a pipe would block.
    if (!found.isFile()) return failure(`${path}: is not a file`);
    if (size > MAXIMUM_BYTES) return failure(`${path}: ${size} bytes exceed the limit of ${MAXIMUM_BYTES}`);
    return success(readFileSync(file.value, 'utf8'));
  } catch (error) {
    return fileError(error, path);
  }
}

/** Reads a file of the assembly that contains a JSON object. */
export function readJsonObject(root: string, path: string): Result<JsonObject> {
  const text = readText(root, path);
  return text.status === 'success' ? parseJsonObject(text.value, path) : text;
}

function parseJsonObject(text: string, path: string): Result<JsonObject> {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    return failure(`${path}: not JSON: ${messageOf(error)}`);
  }
  if (!isObject(value)) return failure(`${path}: must be a JSON object`);
  return isDeeperThan(value, MAXIMUM_DEPTH) ? failure(`${path}: nested more than ${MAXIMUM_DEPTH} levels deep`) : success(value);
}

function leaves(path: string, root: string): boolean {
  const way = relative(root, path);
  return way === '..' || way.startsWith(`..${sep}`) || isAbsolute(way);
}

function fileError<T>(error: unknown, path: string): Result<T> {
  const code = (error as NodeJS.ErrnoException).code;
  return code === 'ENOENT' || code === 'ENOTDIR' ? notFound(`${path}: does not exist`) : failure(`${path}: ${messageOf(error)}`);
}
