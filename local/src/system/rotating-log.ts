import { appendFileSync, mkdirSync, renameSync, rmSync, statSync } from 'node:fs';
import { dirname } from 'node:path';

const LARGEST_FILE = 8 * 1024 * 1024;

/**
 * A text file for display that does not grow without limit: it keeps at most twice `LARGEST_FILE`, the older half in `PATH.1`. That it cannot
 * be written (a full disk) stops nothing, and is reported by what keeps the state.
 */
export class RotatingLog {
  private bytes = 0;
  private isOpen = false;

  constructor(readonly path: string, private readonly mode = 0o644) {
    this.append('');
  }

  append(text: string): void {
    try {
      this.open();
      if (this.bytes > LARGEST_FILE) {
        renameSync(this.path, `${this.path}.1`);
        this.bytes = 0;
      }
      appendFileSync(this.path, text, { mode: this.mode });
      this.bytes += Buffer.byteLength(text);
    } catch {
      // There may be room again later.
    }
  }

  private open(): void {
    if (this.isOpen) return;
    mkdirSync(dirname(this.path), { recursive: true });
    setAside(this.path);
    this.bytes = statSync(this.path, { throwIfNoEntry: false })?.size ?? 0;
    this.isOpen = true;
  }
}

/** Anything but a regular file would block writers (a pipe) or fail each write (a folder). */
function setAside(path: string): void {
  if (statSync(path, { throwIfNoEntry: false })?.isFile() ?? true) return;
  rmSync(`${path}.set-aside`, { recursive: true, force: true });
  renameSync(path, `${path}.set-aside`);
}
