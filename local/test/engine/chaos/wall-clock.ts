import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterTest } from '../after-test';

/** Loaded before the runner: shifts its wall clock by the number of milliseconds in the file, but not that of processes that it starts. */
const PRELOAD = `
  const { readFileSync } = require('node:fs');
  const file = process.env.CHAOS_CLOCK;
  delete process.env.NODE_OPTIONS;
  delete process.env.CHAOS_CLOCK;
  const Real = Date;
  let offset = 0;
  setInterval(() => { offset = Number(readFileSync(file, 'utf8')); }, 50).unref();
  globalThis.Date = class Date extends Real {
    constructor(...args) {
      if (args.length > 0) super(...args);
      else super(Real.now() + offset);
    }
    static now() { return Real.now() + offset; }
  };
`;

/** The wall clock of the runs that this test starts, which may jump. The monotonic clock of timers does not. */
export class WallClock {
  private readonly file: string;

  constructor() {
    const folder = mkdtempSync(join(tmpdir(), 'gostyle-chaos-clock-'));
    afterTest(() => rmSync(folder, { recursive: true, force: true }));
    this.file = join(folder, 'offset');
    this.jumpTo(0);
    const preload = join(folder, 'clock.cjs');
    writeFileSync(preload, PRELOAD);
    process.env.NODE_OPTIONS = `--require ${preload}`;
    process.env.CHAOS_CLOCK = this.file;
    afterTest(() => {
      delete process.env.NODE_OPTIONS;
      delete process.env.CHAOS_CLOCK;
    });
  }

  jumpTo(offsetMs: number): void {
    writeFileSync(this.file, String(offsetMs));
  }
}
