import { execFileSync } from 'node:child_process';
import { closeSync, mkdirSync, openSync, rmSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { afterTest } from '../after-test';

const MEBIBYTES = 300;

/** A separate disk for a run's state, with everything that the run and its instances write, which can be filled up. */
export class StateDisk {
  private readonly ballast: string;

  constructor(private readonly directory: string) {
    mkdirSync(directory, { mode: 0o700 });
    execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${MEBIBYTES}m,mode=0700`, 'tmpfs', directory]);
    // Marks the folder as a state directory, which may then contain other files.
    mkdirSync(join(directory, 'executions'), { mode: 0o700 });
    this.ballast = join(directory, 'ballast');
    afterTest(() => this.remove());
  }

  fill(): void {
    const file = openSync(this.ballast, 'w');
    try {
      for (let size = 1024 * 1024; size > 0; size = Math.floor(size / 2)) writeAsOftenAsPossible(file, Buffer.alloc(size));
    } finally {
      closeSync(file);
    }
  }

  free(): void {
    rmSync(this.ballast, { force: true });
  }

  private remove(): void {
    execFileSync('umount', ['--lazy', this.directory]);
  }
}

function writeAsOftenAsPossible(file: number, bytes: Buffer): void {
  try {
    while (writeSync(file, bytes) === bytes.length);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOSPC') throw error;
  }
}
