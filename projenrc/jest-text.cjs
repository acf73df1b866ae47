// Files that the bundle contains as text (esbuild's loader `text`) are text in tests, too.
exports.process = (source) => ({ code: `module.exports = { __esModule: true, default: ${JSON.stringify(source)} };` });
