import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ExecutionEnvironment, type EnvironmentSettings } from '../../../src/resources/lambda/execution-environment';
import { VersionPool } from '../../../src/resources/lambda/version-pool';

/** The outcome of each start of an execution environment, in order. */
let starts: { ready(): void; fail(why: string): void }[] = [];
const ANSWER = { status: 200, headers: [], body: Buffer.from('ok') };
const REQUEST = { method: 'GET', path: '/', headers: [], body: Buffer.alloc(0) };

beforeEach(() => {
  starts = [];
  jest.spyOn(ExecutionEnvironment.prototype, 'initialize').mockImplementation(function (this: ExecutionEnvironment) {
    return new Promise((resolve, reject) => starts.push({
      ready: () => { this.state = 'Idle'; resolve(); },
      fail: (why) => { this.end(why); reject(new Error(why)); },
    }));
  });
  jest.spyOn(ExecutionEnvironment.prototype, 'invoke').mockResolvedValue(ANSWER);
});
afterEach(() => jest.restoreAllMocks());

const logs = mkdtempSync(join(tmpdir(), 'gostyle-pool-'));
afterAll(() => rmSync(logs, { recursive: true }));

function newPool(): VersionPool {
  const settings = { functionName: 'Web', handler: 'run.sh', timeoutSeconds: 10, variables: {}, task: '/', version: 1, logFolder: () => logs };
  const ignore = () => undefined;
  return new VersionPool({
    settings: settings as EnvironmentSettings, throttled: () => undefined, provisioned: 0, started: ignore, ended: ignore, changed: ignore,
  });
}

test('a request does not fail because an execution environment has ended, if another one is starting for it', async () => {
  const pool = newPool();
  const first = pool.invoke(REQUEST);
  starts[0]!.ready();
  const second = pool.invoke(REQUEST);
  await Promise.all([first, second]);
  // The second request started another environment, but was answered by the first one.
  expect(starts).toHaveLength(2);
  void pool.close();
  starts[1]!.fail('its version gets no more traffic');
  // Arrives after the environment has ended, but before that is reported.
  const third = pool.invoke(REQUEST);
  await new Promise(setImmediate);
  starts[2]!.ready();
  expect(await third).toEqual(ANSWER);
  pool.endAll();
});

test('every waiting request either fails, or is answered by another execution environment', async () => {
  const pool = newPool();
  const answers = Promise.allSettled([pool.invoke(REQUEST), pool.invoke(REQUEST)]);
  starts[0]!.fail('exited before it was ready');
  await new Promise(setImmediate);
  starts[1]!.ready();
  expect((await answers).map(({ status }) => status)).toEqual(['rejected', 'fulfilled']);
});

test('an execution environment that this machine cannot start is not waited for', async () => {
  const pool = newPool();
  jest.spyOn(ExecutionEnvironment.prototype, 'initialize').mockRejectedValue(new Error('spawn ENOMEM'));
  await expect(pool.invoke(REQUEST)).rejects.toThrow('spawn ENOMEM');
  expect(pool.all.size).toBe(0);
  await pool.close();
});

test('an idle execution environment whose process has exited gets no request, though its end is not reported yet', async () => {
  const pool = newPool();
  const first = pool.invoke(REQUEST);
  starts[0]!.ready();
  await first;
  jest.spyOn(ExecutionEnvironment.prototype, 'hasExited', 'get').mockReturnValue(true);
  const second = pool.invoke(REQUEST);
  expect(starts).toHaveLength(2);
  starts[1]!.ready();
  expect(await second).toEqual(ANSWER);
  pool.endAll();
});

test('a request that arrives when the run ends starts nothing', async () => {
  const pool = newPool();
  pool.endAll();
  await expect(pool.invoke(REQUEST)).rejects.toThrow('the run ends');
  expect(starts).toHaveLength(0);
});
