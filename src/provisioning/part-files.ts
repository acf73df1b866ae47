import { parse } from 'node:path';
import { isFile } from '../core/is-file';
import { misuse } from '../core/misuse';

const LONGEST_SHOWN = 300;

/** Name of a part, from its file. */
export function partName(file: string): string {
  return parse(file).name.toLowerCase().replace(/[^a-z0-9]+/g, '-').replace(/^-|-$/g, '') || 'part';
}

export function requireFile(prop: string, path: string): void {
  if (isFile(path)) return;
  throw misuse(prop, 'must be a file', path.length > LONGEST_SHOWN ? `${path.slice(0, LONGEST_SHOWN)}...` : path,
    `correct the path: a relative one starts at ${process.cwd()}`);
}

/** Rejects what no interpreter finds: a shell would look for a program whose name ends with the invisible character. */
export function requireScript(prop: string, path: string, text: string): void {
  if (text.startsWith('\uFEFF')) throw misuse(prop, 'must not begin with a byte order mark', path, 'save it as UTF-8 without BOM');
  if (text.includes('\r\n')) throw misuse(prop, 'must not have Windows line endings (CRLF)', path, 'save it with LF line endings');
}
