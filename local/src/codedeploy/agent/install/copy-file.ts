import { chmodSync, chownSync, constants, copyFileSync, readlinkSync, statSync, symlinkSync, utimesSync, type Stats } from 'node:fs';
import type { CleanupFile } from './cleanup-file';
import type { Instruction } from './instruction';
import { calling, codeOf } from '../ruby/errno';
import { isDirectory, isSymbolicLink } from '../ruby/file-test';
import { basename, joinPath } from '../ruby/path';

/** Copies one file with its mode, owner and times; symbolic links are recreated. */
export class CopyFile implements Instruction {
  constructor(private readonly source: string, private readonly destination: string) {}

  execute(cleanup: CleanupFile): void {
    cleanup.add(this.destination);
    if (isSymbolicLink(this.source)) this.copyLink();
    else this.copyContents();
  }

  toJSON(): object {
    return { type: 'copy', source: this.source, destination: this.destination };
  }

  private copyLink(): void {
    const target = readlinkSync(this.source);
    calling('syserr_fail2_in', this.destination, () => symlinkSync(target, this.destination));
  }

  /** If the target is an existing directory, the file goes inside, as with `cp`. */
  private copyContents(): void {
    const stats = calling('rb_sysopen', this.source, () => statSync(this.source));
    const target = isDirectory(this.destination) ? joinPath(this.destination, basename(this.source)) : this.destination;
    calling('rb_sysopen', target, () => copyFileSync(this.source, target, constants.COPYFILE_FICLONE));
    calling('apply2files', target, () => copyMetadata(stats, target));
  }
}

/** If the owner cannot be preserved, set-uid and set-gid must not be either. */
function copyMetadata(stats: Stats, target: string): void {
  utimesSync(target, stats.atime, stats.mtime);
  let mode = stats.mode & 0o7777;
  try {
    chownSync(target, stats.uid, stats.gid);
  } catch (error) {
    if (codeOf(error) !== 'EPERM' && codeOf(error) !== 'EACCES') throw error;
    mode &= 0o1777;
  }
  chmodSync(target, mode);
}
