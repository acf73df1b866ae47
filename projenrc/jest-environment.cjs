const { TestEnvironment } = require('jest-environment-node');

/**
 * Node.js, with packages that the test files of a worker share: Jest would load and warm up aws-cdk-lib again for each file, which
 * is most of the time of a test that synthesizes. Those packages see the worker's own environment variables, so tests do, too.
 */
module.exports = class extends TestEnvironment {
  constructor(...args) {
    super(...args);
    this.before = { ...process.env };
    this.global.process.env = process.env;
    this.global.requireShared = require;
    // What a shared package prints belongs to the test that runs.
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
