// Bundles `gostyle init` alone, for projen's project type. Usage: node local/bundle-init.mjs FOLDER
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { PROGRAM } from './bundle-options.mjs';

await build({
  ...PROGRAM,
  absWorkingDir: fileURLToPath(new URL('.', import.meta.url)),
  entryPoints: { init: 'src/cli/init-only.ts' },
  outdir: process.argv[2],
});
