const { createHash } = require('node:crypto');
const { readFileSync } = require('node:fs');
const { transformSync, version } = require('esbuild');

/** As the bundle is made, and quicker than a compiler; types are checked by `tsc`. */
const OPTIONS = {
  format: 'cjs',
  target: 'node20',
  jsx: 'automatic',
  jsxImportSource: 'preact',
  sourcemap: true,
  // Jest loads CommonJS: `import()` must not leave it.
  supported: { 'dynamic-import': false },
};

const THIS = createHash('sha256').update(readFileSync(__filename)).update(version).digest('hex');

exports.getCacheKey = (source, path) => createHash('sha256').update(THIS).update('\0').update(path).update('\0').update(source).digest('hex');

exports.process = (source, path) => {
  const { code, map } = transformSync(source, { ...OPTIONS, loader: path.endsWith('x') ? 'tsx' : 'ts', sourcefile: path });
  return { code, map };
};
