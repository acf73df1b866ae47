import { Application, type NodeApplicationOptions } from '../../src';

const bound = (options: NodeApplicationOptions) => Application.nestJs(options).bind();

test('an application without options listens on 3000, answers /health and runs on the LTS line', () => {
  const { runtime, ...application } = bound({});
  expect(application).toEqual({ directory: '.', port: 3000, healthCheckPath: '/health', environmentVariables: { NODE_ENV: 'production' } });
  expect([runtime.name, runtime.version, runtime.endOfSupport, runtime.lambdaRuntime]).toEqual(['Node.js', '24', '2028-04-30', 'nodejs24.x']);
});

test('any Node.js application has the same options', () => {
  expect(Application.nodeJs({ port: 8080 }).bind()).toEqual(bound({ port: 8080 }));
});

test('environment variables of the user override those of the library', () => {
  expect(bound({ environmentVariables: { NODE_ENV: 'test' } }).environmentVariables).toEqual({ NODE_ENV: 'test' });
});

test.each<[string, NodeApplicationOptions, string]>([
  ['a port of root', { port: 80 }, '`application.port` must be a whole number between 1024 and 65535, got: 80; choose a free one, such as 3000'],
  ['a port out of range', { port: 70_000 }, '`application.port` must be a whole number between 1024 and 65535, got: 70000'],
  ['half a port', { port: 3000.5 }, '`application.port` must be a whole number between 1024 and 65535, got: 3000.5'],
  ['a health path without a slash', { healthCheckPath: 'health' }, '`application.healthCheckPath` must start with `/`'],
  ['a health path with a query', { healthCheckPath: '/health?full' },
    '`application.healthCheckPath` must start with `/`, be at most 1024 characters of ASCII, and have neither blanks nor a query'],
  ['a directory outside of the repository', { directory: '../other' }, '`application.directory` must be relative to the root of the repository'],
  ['an absolute directory', { directory: '/srv' }, '`application.directory` must be relative to the root of the repository'],
  ['an old Node.js', { nodeMajorVersion: 16 }, '`application.nodeMajorVersion` must be a whole number between 18 and 99, got: 16'],
  ['a badly named variable', { environmentVariables: { 'A-B': 'x' } }, '`application.environmentVariables.A-B` must be the name of a variable'],
  ['a variable of the library', { environmentVariables: { PORT: '1' } }, '`application.environmentVariables.PORT` is set by the library, got: "1"'],
  ['a variable of two lines', { environmentVariables: { A: 'x\ny' } }, '`application.environmentVariables.A` must be one line'],
])('refuses %s', (_what, options, message) => {
  expect(() => Application.nestJs(options)).toThrow(message);
});

test('the fix of a health path is the path with a slash', () => {
  expect(() => Application.nestJs({ healthCheckPath: ' health' })).toThrow('write `/health`');
});
