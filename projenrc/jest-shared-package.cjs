const { createHash } = require('node:crypto');

// A package that the test files of a worker share (see jest-environment.cjs): loaded once by Node.js instead of by Jest.
const code = (path) => `module.exports = globalThis.requireShared(${JSON.stringify(path)});`;

exports.process = (_source, path) => ({ code: code(path) });
exports.getCacheKey = (_source, path) => createHash('sha256').update(code(path)).digest('hex');
