// Bundles the runner into assets/local/: one small entry that only knows the command line,
// and the rest in chunks that load when a command needs them (so that --help stays quick).
import { copyFileSync, rmSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { COMMON, PROGRAM } from './bundle-options.mjs';

const local = fileURLToPath(new URL('.', import.meta.url));
// Tests bundle into a folder of their own.
const outdir = process.argv[2] ?? fileURLToPath(new URL('../assets/local', import.meta.url));
rmSync(outdir, { recursive: true, force: true });

await build({
  ...PROGRAM,
  absWorkingDir: local,
  entryPoints: { gostyle: 'src/cli/main.ts' },
  splitting: true,
  outdir,
  chunkNames: 'chunks/[name]-[hash]',
});

// What the library calls at synthesis (docs/decisions/0002).
await build({
  ...COMMON,
  absWorkingDir: local,
  entryPoints: { checks: 'src/checks/bundle.ts', secrets: 'src/checks/certain-secrets.ts' },
  platform: 'node',
  target: 'node20',
  format: 'cjs',
  outdir,
  outExtension: { '.js': '.cjs' },
});

await build({
  ...COMMON,
  absWorkingDir: local,
  entryPoints: { app: 'page/main.tsx' },
  platform: 'browser',
  target: 'es2022',
  format: 'esm',
  jsx: 'automatic',
  jsxImportSource: 'preact',
  outdir: `${outdir}/page`,
});
for (const file of ['index.html', 'icon.svg']) copyFileSync(`${local}/page/${file}`, `${outdir}/page/${file}`);
