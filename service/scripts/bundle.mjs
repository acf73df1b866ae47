// Bundles the output of tsc into files that need nothing but Node.js, so instances need no `npm install`.
// tsc runs first, because esbuild cannot emit decorator metadata, on which Nest's dependency injection relies.
import { execFileSync } from 'node:child_process';
import { rmSync, statSync } from 'node:fs';
import { build } from 'esbuild';

/** The service, the migration that runs before a deployment, and the smoke test that runs after it. */
const PROGRAMS = ['main', 'migrate', 'smoke-test'];

/** In CodeBuild, the source is an archive without `.git`, and a variable contains the commit. */
function commit() {
  return process.env.CODEBUILD_RESOLVED_SOURCE_VERSION
    || execFileSync('git', ['rev-parse', 'HEAD'], { encoding: 'utf8' }).trim();
}

const buildInfo = { commit: commit(), time: new Date().toISOString() };
rmSync('dist', { recursive: true, force: true });
await build({
  entryPoints: PROGRAMS.map((name) => `build/src/${name}.js`),
  outdir: 'dist',
  outExtension: { '.js': '.mjs' },
  bundle: true,
  platform: 'node',
  target: 'node20',
  format: 'esm',
  minify: true,
  // Nest names its providers after their classes.
  keepNames: true,
  legalComments: 'none',
  define: {
    'process.env.BUILD_COMMIT': JSON.stringify(buildInfo.commit),
    'process.env.BUILD_TIME': JSON.stringify(buildInfo.time),
  },
  // Express is CommonJS and loads Node's own modules with `require`, which an ES module has to create.
  banner: { js: "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);" },
  // Optional dependencies of Nest and of the database driver, which the service does not use.
  external: ['@nestjs/microservices', '@nestjs/websockets', 'class-transformer', 'class-validator', 'file-type', 'pg-native'],
  logLevel: 'warning',
});
for (const file of PROGRAMS.map((name) => `dist/${name}.mjs`)) {
  console.log(`${file}: ${Math.round(statSync(file).size / 1024)} KiB, commit ${buildInfo.commit}`);
}
