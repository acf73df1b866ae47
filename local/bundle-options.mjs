// What the bundles have in common.
import { readFileSync } from 'node:fs';

const { version } = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8'));

export const COMMON = { bundle: true, minify: true, logLevel: 'warning', legalComments: 'linked', loader: { '.sh': 'text', '.service': 'text' } };

/** A program for Node.js: an ES module that may load CommonJS packages. */
export const PROGRAM = {
  ...COMMON,
  platform: 'node',
  target: 'node20',
  format: 'esm',
  outExtension: { '.js': '.mjs' },
  keepNames: true,
  define: { PACKAGE_VERSION: JSON.stringify(version) },
  banner: { js: "import { createRequire as __createRequire } from 'node:module';const require = __createRequire(import.meta.url);" },
};
