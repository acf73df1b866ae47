import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const outdir = mkdtempSync(join(tmpdir(), 'gostyle-program-'));
let bundled = false;

/** The runner as users have it, bundled from the sources that are tested. Instances run its agent. */
export function program(): string {
  if (!bundled) execFileSync(process.execPath, [join(__dirname, '../../bundle.mjs'), outdir], { stdio: 'pipe' });
  bundled = true;
  return join(outdir, 'gostyle.mjs');
}

afterAll(() => rmSync(outdir, { recursive: true, force: true }));
