import type { Entry } from 'yauzl';

const MADE_ON_FAT = 0;
const MADE_ON_UNIX = [3, 19];
const DOS_READ_ONLY = 0x01;
const DOS_DIRECTORY = 0x10;
const FILE_TYPE = 0o170000;
const SYMBOLIC_LINK = 0o120000;
const REGULAR_FILE = 0o100000;
const DIRECTORY = 0o040000;

export function isSymbolicLink(entry: Entry): boolean {
  return madeOnUnix(entry) && (unixModeOf(entry) & FILE_TYPE) === SYMBOLIC_LINK;
}

/** A device, a pipe or a socket. Some programs omit the file type. */
export function isSpecialFile(entry: Entry): boolean {
  return madeOnUnix(entry) && ![0, REGULAR_FILE, DIRECTORY, SYMBOLIC_LINK].includes(unixModeOf(entry) & FILE_TYPE);
}

/**
 * Follows unzip: an archive made on Unix contains modes. So do some that claim to come from DOS; they are trusted if consistent with the
 * DOS attributes. Otherwise the DOS attributes count, subject to the umask.
 */
export function permissionsOf(entry: Entry): number {
  const mode = unixModeOf(entry) & 0o777;
  if (madeOnUnix(entry)) return mode;
  const owner = dosPermissions(entry);
  if (hostOf(entry) === MADE_ON_FAT && (mode & 0o700) === (0o400 | (owner << 6))) return mode;
  return (0o444 | (owner << 6) | (owner << 3) | owner) & ~process.umask();
}

/** Write and execute bits of one class. */
function dosPermissions({ externalFileAttributes, fileName }: Entry): number {
  const writable = (externalFileAttributes & DOS_READ_ONLY) === 0;
  const isDirectory = (externalFileAttributes & DOS_DIRECTORY) !== 0 || fileName.endsWith('/');
  return (writable ? 2 : 0) | (isDirectory ? 1 : 0);
}

function madeOnUnix(entry: Entry): boolean {
  return MADE_ON_UNIX.includes(hostOf(entry));
}

function hostOf({ versionMadeBy }: Entry): number {
  return versionMadeBy >>> 8;
}

function unixModeOf({ externalFileAttributes }: Entry): number {
  return externalFileAttributes >>> 16;
}
