import { realpathSync, statSync } from 'node:fs';
import { dirname, sep } from 'node:path';
import { BundleError } from '../bundle/bundle-error';
import { freeBytes, MOST_ENTRIES } from '../bundle/unpack-bounds';
import { isSymbolicLink } from '../ruby/file-test';

/** Limit for links to folders that are followed: if the folders contain such links themselves, each additional one may double the work. */
const MOST_LINKS = 2_000;
const MEBIBYTE = 2 ** 20;
/** The share of the free disk space that an installation may use: other programs write to the disk, too. */
const SHARE_OF_FREE_SPACE = 0.9;

/**
 * Limits what one installation copies. The agent follows a link to a folder wherever it leads, even to `/` or to a folder that contains the link:
 * it would copy the whole machine, or the same files endlessly.
 */
export class InstallBounds {
  private readonly root: string;
  private readonly room = new Map<string, number>();
  private entries = 0;
  private links = 0;
  private bytes = 0;

  /** @param archive the revision's files */
  constructor(archive: string) {
    this.root = realpathSync.native(archive);
  }

  /** Counts a folder whose contents will be installed. */
  folder(source: string): void {
    this.entry();
    const real = realpathSync.native(source);
    if (!isWithin(real, this.root)) throw new BundleError(`${source} leads out of the bundle, to ${real}: only folders of the bundle are installed`);
    if (!isSymbolicLink(source)) return;
    this.links += 1;
    if (this.links > MOST_LINKS) throw new BundleError(`more than ${MOST_LINKS} links to folders would have to be followed, which is the limit`);
    if (!isWithin(realpathSync.native(dirname(source)), real)) return;
    throw new BundleError(`${source} leads back to a folder that contains it, ${real}: its files would be installed endlessly`);
  }

  /**
   * Counts a file.
   *
   * @param destination folder in which it will be installed
   */
  file(source: string, destination: string): void {
    this.entry();
    if (isSymbolicLink(source)) return;
    this.bytes += bytesOf(source);
    const most = this.roomAt(destination);
    if (this.bytes <= most) return;
    const room = `${Math.floor(most / MEBIBYTE)} MiB, nine tenths of the free space at ${destination}`;
    throw new BundleError(`the files of the bundle are larger than ${room}`);
  }

  private entry(): void {
    this.entries += 1;
    if (this.entries > MOST_ENTRIES) throw new BundleError(`more than ${MOST_ENTRIES} files and folders would be installed, which is the limit`);
  }

  private roomAt(folder: string): number {
    const known = this.room.get(folder);
    if (known !== undefined) return known;
    const room = freeBytes(folder) * SHARE_OF_FREE_SPACE;
    this.room.set(folder, room);
    return room;
  }
}

function isWithin(path: string, folder: string): boolean {
  return path === folder || path.startsWith(folder + sep);
}

/** 0 for a file that cannot be examined: copying it will fail with the agent's own message. */
function bytesOf(path: string): number {
  try {
    return statSync(path).size;
  } catch {
    return 0;
  }
}
