// What tsc compiled, as one file that needs nothing but Node.js: no `npm install` on an instance.
// esbuild cannot emit decorator metadata, which Nest's dependency injection lives on; tsc can, so it goes first.
import { execFileSync } from 'node:child_process';
import { rmSync, statSync } from 'node:fs';
import { build } from 'esbuild';

/** The service, what brings its tables up to date before it is deployed, and what asks it afterwards. */
const PROGRAMS = ['main', 'migrate', 'smoke-test'];

/** CodeBuild has no `.git` when the pipeline hands over an archive: it gives the commit by variable. */
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
  // Express is CommonJS and asks for Node's own modules by `require`, which an ES module has to make.
  banner: { js: "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);" },
  // Parts of Nest and of the driver that are loaded when they are installed; the service uses none of them.
  external: ['@nestjs/microservices', '@nestjs/websockets', 'class-transformer', 'class-validator', 'file-type', 'pg-native'],
  logLevel: 'warning',
});
for (const file of PROGRAMS.map((name) => `dist/${name}.mjs`)) {
  console.log(`${file}: ${Math.round(statSync(file).size / 1024)} KiB, commit ${buildInfo.commit}`);
}
