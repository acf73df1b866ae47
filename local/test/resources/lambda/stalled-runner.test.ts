import { createServer, type RequestListener } from 'node:http';
import { ExecutionEnvironment, type EnvironmentSettings } from '../../../src/resources/lambda/execution-environment';
import { afterTest } from '../../engine/after-test';
import { UsedResource } from '../used-resource';

const REQUEST = { method: 'GET', path: '/', headers: ['Host', 'localhost'], body: Buffer.alloc(0) };
const STALL_MS = 1_500;

afterEach(() => jest.restoreAllMocks());

/** An execution environment whose application is a server of this process. */
function environmentOf(timeoutSeconds: number, application: RequestListener): ExecutionEnvironment {
  const settings = {
    functionName: 'Web', handler: 'run.sh', timeoutSeconds, variables: {}, task: '/', version: 1, logFolder: () => new UsedResource('Web').directory,
  };
  const environment = new ExecutionEnvironment(settings as EnvironmentSettings, () => undefined);
  const server = createServer(application);
  afterTest(() => new Promise((resolve) => server.close(resolve)));
  afterTest(() => environment.end('the test has ended'));
  jest.spyOn(ExecutionEnvironment.prototype as unknown as { spawn(): undefined }, 'spawn').mockImplementation(() => {
    server.listen(environment.port, '127.0.0.1');
    return undefined;
  });
  return environment;
}

function stall(): void {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, STALL_MS);
}

test('a request that is answered while the runner stalls has not timed out', async () => {
  let isReady = false;
  const environment = environmentOf(1, (_request, response) => {
    if (isReady) stall();
    response.end('answered');
  });
  await environment.initialize();
  isReady = true;
  expect((await environment.invoke(REQUEST)).body.toString()).toBe('answered');
});

test('an application is not late because the runner stalls', async () => {
  const now = performance.now.bind(performance);
  let passed = 0;
  jest.spyOn(performance, 'now').mockImplementation(() => now() + passed);
  const environment = environmentOf(1, (_request, response) => {
    response.statusCode = passed === 0 ? 503 : 200;
    passed = 60_000;
    response.end();
  });
  await environment.initialize();
  expect(environment.state).toBe('Idle');
});
