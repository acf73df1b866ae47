import { mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buildSync } from 'esbuild';

const APPS = ['bench/synth/by-hand.ts', 'bench/synth/with-library.ts'];

/** Links in the directory of the apps, which import `src`: the compiled library is measured, as it is published. */
const LINKS = { provisioning: 'provisioning', node_modules: 'node_modules', src: 'lib' };

/** Both apps as plain JavaScript, with the library as in a user's installation: nothing is compiled during the measurement. */
export function buildApps(): { readonly directory: string; readonly remove: () => void } {
  const directory = mkdtempSync(join(tmpdir(), 'gostyle-bench-synth-'));
  buildSync({
    entryPoints: [...APPS, ...typeScriptOf('bench/synth/by-hand')],
    outbase: '.',
    outdir: directory,
    format: 'cjs',
    platform: 'node',
    target: 'node20',
  });
  for (const [name, path] of Object.entries(LINKS)) symlinkSync(join(process.cwd(), path), join(directory, name));
  return { directory, remove: () => rmSync(directory, { recursive: true }) };
}

function typeScriptOf(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((path) => path.endsWith('.ts')).map((path) => join(folder, path));
}

/** Lines of the minimal example without comments, blank lines, imports and what every CDK app has. */
export function linesOfDefaultUse(): number {
  const code = readFileSync('example/minimal.ts', 'utf8').replace(/\/\*[^]*?\*\//g, '').split('\n').map((line) => line.trim());
  const everyApp = /^(import .*|const app = new App\(\);|app\.synth\(\);|\/\/.*|)$/;
  return code.filter((line) => !everyApp.test(line)).length;
}
