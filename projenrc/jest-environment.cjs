const { TestEnvironment } = require('jest-environment-node');

/**
 * Node.js, with packages that the test files of a worker share. Otherwise Jest would load and warm up aws-cdk-lib for each file, which
 * takes most of the time of a test that synthesizes. Those packages see the worker's own environment variables, so tests use them, too.
 */
module.exports = class extends TestEnvironment {
  constructor(...args) {
    super(...args);
    this.before = { ...process.env };
    this.global.process.env = process.env;
    this.global.requireShared = require;
    // The output of a shared package belongs to the current test.
    const own = console;
    const { global } = this;
    Object.defineProperty(globalThis, 'console', { configurable: true, get: () => global?.console ?? own });
  }

  async teardown() {
    for (const name of Object.keys(process.env)) if (!(name in this.before)) delete process.env[name];
    Object.assign(process.env, this.before);
    await super.teardown();
  }
};
