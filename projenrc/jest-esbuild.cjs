const { createHash } = require('node:crypto');
const { readFileSync } = require('node:fs');
const { transformSync, version } = require('esbuild');

/** The same as for the bundle, and faster than the compiler; `tsc` checks the types. */
const OPTIONS = {
  format: 'cjs',
  target: 'node20',
  jsx: 'automatic',
  jsxImportSource: 'preact',
  sourcemap: true,
  // Jest loads CommonJS, so `import()` has to become `require`.
  supported: { 'dynamic-import': false },
};

const THIS = createHash('sha256').update(readFileSync(__filename)).update(version).digest('hex');

exports.getCacheKey = (source, path) => createHash('sha256').update(THIS).update('\0').update(path).update('\0').update(source).digest('hex');

exports.process = (source, path) => {
  const { code, map } = transformSync(source, { ...OPTIONS, loader: path.endsWith('x') ? 'tsx' : 'ts', sourcefile: path });
  return { code, map };
};
