import { realpathSync, statSync } from 'node:fs';
import { dirname, sep } from 'node:path';
import { BundleError } from '../bundle/bundle-error';
import { freeBytes, MOST_ENTRIES } from '../bundle/unpack-bounds';
import { isSymbolicLink } from '../ruby/file-test';

/** Of links to folders: where such folders have links again, each one more doubles the work. */
const MOST_LINKS = 2_000;
const MEBIBYTE = 2 ** 20;
/** Of what is free on the disk: others write to it, too. */
const SHARE_OF_FREE_SPACE = 0.9;

/**
 * How much one installation may be. The agent follows a link to a folder wherever it leads, also to `/` or back to the folder that it is in:
 * it would copy the whole machine, or the same files without an end.
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

  /** A folder whose contents are installed. */
  folder(source: string): void {
    this.entry();
    const real = realpathSync.native(source);
    if (!isWithin(real, this.root)) throw new BundleError(`${source} leads out of the bundle, to ${real}: only folders of the bundle are installed`);
    if (!isSymbolicLink(source)) return;
    this.links += 1;
    if (this.links > MOST_LINKS) throw new BundleError(`more than ${MOST_LINKS} links to folders would be followed, the most that are`);
    if (!isWithin(realpathSync.native(dirname(source)), real)) return;
    throw new BundleError(`${source} leads back to a folder that it is in, ${real}: its files would be installed without an end`);
  }

  /** @param destination folder that it goes to */
  file(source: string, destination: string): void {
    this.entry();
    if (isSymbolicLink(source)) return;
    this.bytes += bytesOf(source);
    const most = this.roomAt(destination);
    if (this.bytes <= most) return;
    const room = `${Math.floor(most / MEBIBYTE)} MiB, nine tenths of the space that is free at ${destination}`;
    throw new BundleError(`the files of the bundle have more than ${room}`);
  }

  private entry(): void {
    this.entries += 1;
    if (this.entries > MOST_ENTRIES) throw new BundleError(`more than ${MOST_ENTRIES} files and folders would be installed, the most that are`);
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

/** What cannot be looked at fails when it is copied, in the agent's own words. */
function bytesOf(path: string): number {
  try {
    return statSync(path).size;
  } catch {
    return 0;
  }
}
