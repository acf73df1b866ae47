import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));

export const REPOSITORY = ROOT;

let bundled = false;

/** The runner as shipped. */
export function program(): string {
  if (!bundled) execFileSync(process.execPath, [`${ROOT}/local/bundle.mjs`], { stdio: 'inherit' });
  bundled = true;
  return `${ROOT}/assets/local/gostyle.mjs`;
}
