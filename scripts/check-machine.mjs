// Fails with what a local run lacks on this machine, in the runner's own words, before minutes are spent on packing it.
// Usage: node scripts/check-machine.mjs DIRECTORY   the state directory of the run
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { build } from 'esbuild';
import { PROGRAM } from '../local/bundle-options.mjs';

const folder = mkdtempSync(join(tmpdir(), 'check-machine-'));
const outfile = join(folder, 'fleet-support.mjs');
try {
  const entryPoint = fileURLToPath(new URL('../local/src/fleet/fleet-support.ts', import.meta.url));
  await build({ ...PROGRAM, entryPoints: [entryPoint], outExtension: {}, outfile });
  const { checkFleetSupport } = await import(pathToFileURL(outfile).href);
  const problems = await checkFleetSupport(process.argv[2]);
  for (const problem of problems) console.error(problem);
  if (problems.length > 0) process.exitCode = 2;
} finally {
  rmSync(folder, { recursive: true });
}
