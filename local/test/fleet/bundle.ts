import { join } from 'node:path';
import { build } from 'esbuild';

/** Bundles a program of this folder, to run it in a separate process. */
export async function bundle(source: string, outfile: string): Promise<string> {
  await build({
    entryPoints: [join(__dirname, source)],
    outfile,
    bundle: true,
    platform: 'node',
    format: 'esm',
    loader: { '.sh': 'text', '.service': 'text' },
    logLevel: 'error',
  });
  return outfile;
}
