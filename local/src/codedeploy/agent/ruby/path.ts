import { homedir } from 'node:os';
import { resolve } from 'node:path';
import { stringArgument } from './calls';
import type { RubyValue } from '../../../yaml/ruby/value';

/** `File.join` of two parts: with exactly one slash between them. */
export function joinPath(first: string, second: string): string {
  if (second.startsWith('/')) return first.replace(/\/+$/, '') + second;
  return first.endsWith('/') ? first + second : `${first}/${second}`;
}

/** `File.join` of values from an AppSpec: lists are flattened. */
export function joinValues(...parts: readonly RubyValue[]): string {
  const [first = '', ...rest] = parts.map((part) => Array.isArray(part) ? joinValues(...part) : stringArgument(part));
  return rest.reduce(joinPath, first);
}

/** `File.dirname`: repeated and trailing slashes are ignored. */
export function dirname(path: string): string {
  const trimmed = path.replace(/\/+$/, '');
  const slash = trimmed.lastIndexOf('/');
  if (slash < 0) return path.startsWith('/') && trimmed === '' ? '/' : '.';
  return trimmed.slice(0, slash).replace(/\/+$/, '') || '/';
}

/** `File.basename`. */
export function basename(path: string): string {
  const trimmed = path.replace(/\/+$/, '');
  return trimmed === '' && path !== '' ? '/' : trimmed.slice(trimmed.lastIndexOf('/') + 1);
}

/** `File.expand_path`: relative to the agent's working directory; a leading `~` is the agent's home. */
export function expandPath(path: string): string {
  const home = /^~(?=\/|$)/;
  return resolve(home.test(path) ? path.replace(home, homedir()) : path);
}
