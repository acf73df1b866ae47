// What tsc compiled, as one file that needs nothing but Node.js: no `npm install` on an instance.
// esbuild cannot emit decorator metadata, which Nest's dependency injection lives on; tsc can, so it goes first.
import { execFileSync } from 'node:child_process';
import { rmSync, statSync } from 'node:fs';
import { build } from 'esbuild';

const OUTPUT = 'dist/main.mjs';

/** CodeBuild has no `.git` when the pipeline hands over an archive: it gives the commit by variable. */
function commit() {
  return process.env.CODEBUILD_RESOLVED_SOURCE_VERSION
    || execFileSync('git', ['rev-parse', 'HEAD'], { encoding: 'utf8' }).trim();
}

const buildInfo = { commit: commit(), time: new Date().toISOString() };
rmSync('dist', { recursive: true, force: true });
await build({
  entryPoints: ['build/src/main.js'],
  outfile: OUTPUT,
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
  // Parts of Nest that it loads when they are installed; the service uses none of them.
  external: ['@nestjs/microservices', '@nestjs/websockets', 'class-transformer', 'class-validator', 'file-type'],
  logLevel: 'warning',
});
console.log(`${OUTPUT}: ${Math.round(statSync(OUTPUT).size / 1024)} KiB, commit ${buildInfo.commit}`);
