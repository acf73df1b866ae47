/** Tests run as compiled by tsc: NestJS 12 is ESM, and decorator metadata needs the real compiler. */
export default {
  rootDir: 'build',
  testMatch: ['<rootDir>/test/**/*.test.js'],
  testEnvironment: 'node',
  transform: {},
  maxWorkers: 2,
  // Tests wait for events, and a busy build machine may take its time with them.
  testTimeout: 30_000,
  reporters: ['default', ['jest-junit', { outputDirectory: 'reports', outputName: 'junit.xml', suiteName: 'link-shortener' }]],
};
