/** Runs the tests compiled by tsc, because NestJS 12 is ESM and decorator metadata requires the real compiler. */
export default {
  rootDir: 'build',
  testMatch: ['<rootDir>/test/**/*.test.js'],
  testEnvironment: 'node',
  transform: {},
  maxWorkers: 2,
  // Tests wait for events, which may take a while on a busy build machine.
  testTimeout: 240_000,
  reporters: ['default', ['jest-junit', { outputDirectory: 'reports', outputName: 'junit.xml', suiteName: 'link-shortener' }]],
};
