const { createHash } = require('node:crypto');

// A package that the files of a worker share (see jest-environment.cjs): Node.js loads it, once, and not Jest.
const code = (path) => `module.exports = globalThis.requireShared(${JSON.stringify(path)});`;

exports.process = (_source, path) => ({ code: code(path) });
exports.getCacheKey = (_source, path) => createHash('sha256').update(code(path)).digest('hex');
