import { readFileSync } from 'node:fs';

export interface Mount {
  readonly path: string;
  readonly fileSystem: string;
}

/** The mounts visible to this process. */
export function readMountTable(file = '/proc/self/mountinfo'): Mount[] {
  return parseMountTable(readFileSync(file, 'utf8'));
}

/** Reads `/proc/self/mountinfo`: the fifth field is the mount point, the first one after ` - ` the file system. */
export function parseMountTable(text: string): Mount[] {
  return text.split('\n').filter(Boolean).flatMap((line) => {
    const [before, after] = line.split(' - ', 2);
    const path = before?.split(' ')[4];
    const fileSystem = after?.split(' ')[0];
    return path && fileSystem ? [{ path: unescape(path), fileSystem }] : [];
  });
}

/** The kernel encodes blanks, line breaks and backslashes in octal. */
function unescape(path: string): string {
  return path.replace(/\\([0-7]{3})/g, (_, octal: string) => String.fromCharCode(parseInt(octal, 8)));
}
