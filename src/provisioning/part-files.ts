import { statSync } from 'node:fs';
import { parse } from 'node:path';
import { misuse } from '../core/misuse';

/** Name of a part, from its file. */
export function partName(file: string): string {
  return parse(file).name.toLowerCase().replace(/[^a-z0-9]+/g, '-').replace(/^-|-$/g, '') || 'part';
}

export function requireFile(prop: string, path: string): void {
  if (!statSync(path, { throwIfNoEntry: false })?.isFile()) {
    throw misuse(prop, 'must be a file', path, `correct the path: a relative one starts at ${process.cwd()}`);
  }
}
