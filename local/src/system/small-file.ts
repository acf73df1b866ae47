import { statSync } from 'node:fs';

const MOST_BYTES = 2 ** 18;

/**
 * Why a specification file of a repository or a bundle must not be read: it may be a link to an endless device or to a pipe that nobody writes
 * to, and parsing a large file would take seconds. A missing file is left to its reader to report.
 */
export function reasonNotToRead(path: string): string | undefined {
  const stats = statOf(path);
  if (!stats || stats.isDirectory()) return undefined;
  if (!stats.isFile()) return `${path} is neither a file nor a link to one`;
  return stats.size > MOST_BYTES ? `${path} is larger than ${MOST_BYTES / 2 ** 10} KiB, which is the limit` : undefined;
}

function statOf(path: string): ReturnType<typeof statSync> {
  try {
    return statSync(path);
  } catch {
    return undefined;
  }
}
