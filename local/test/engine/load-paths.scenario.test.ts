import type { RequestListener } from 'node:http';
import { versionIn } from '../../src/engine/environment/load-paths';
import { startLoad } from '../../src/engine/environment/start-load';
import type { Load } from '../../src/model/load';
import type { LoadBalancer } from '../../src/model/target';
import { closeEverythingAfterEachTest, closeLater, startApp, startBalancer } from '../balancer/harness';
import { until } from '../until';

closeEverythingAfterEachTest();

/** The load of a deployment, as the engine starts it, in front of one application. */
async function startLoadOn(handler: RequestListener): Promise<{ readonly balancer: LoadBalancer; readonly load: Load }> {
  const balancer = await startBalancer();
  const app = await startApp(handler);
  balancer.register({ id: 'a', host: '127.0.0.1', port: app.port });
  await balancer.untilHealthy('a');
  const load = await startLoad({ balancer, healthCheckPath: '/health' }, { rate: 50, first: false });
  closeLater(async () => { await load.stop(); });
  return { balancer, load };
}

test('an application without /version only gets load on its health check path, and the probe does not count as a failure', async () => {
  const { balancer, load } = await startLoadOn((request, response) => {
    response.writeHead(request.url === '/health' ? 200 : 503).end();
  });
  await until(() => load.report().requests >= 10, 'the load has begun');
  const { dropped } = await load.stop();
  expect(dropped).toBe(0);
  const { requests, target2xx } = balancer.statistics();
  expect(target2xx).toBe(requests);
});

test('an application with /version gets requests for it, and the versions are counted', async () => {
  const { load } = await startLoadOn((request, response) => {
    response.end(request.url === '/version' ? '{"commit":"abc"}' : 'fine');
  });
  await until(() => (load.report().observed.abc ?? 0) >= 5, 'the version was seen');
  expect((await load.stop()).dropped).toBe(0);
});

test('an application that answers every path with the same page reports no version', async () => {
  const { load } = await startLoadOn((_, response) => { response.end('hello two\n'); });
  await until(() => load.report().requests >= 10, 'the load has begun');
  const { sent, observed } = await load.stop();
  expect(Object.keys(sent)).toEqual(['GET /health']);
  expect(observed).toEqual({});
});

test.each([
  ['{"commit":"abc"}', 'abc'], ['{"version":3}', '3'],
  ['v1.4.0-rc.1+build.7\n', 'v1.4.0-rc.1+build.7'], ['0123456789abcdef', '0123456789abcdef'],
  ['web-1.2.3', 'web-1.2.3'], ['release-2026-11-26\n', 'release-2026-11-26'], ['main-4f3c2d1', 'main-4f3c2d1'], ['cafebabe', 'cafebabe'],
  ['hello two 2', undefined], ['<1>', undefined],
  ['hello two\n', undefined], ['<html>1.2.3</html>', undefined], ['ok', undefined],
  ['null', undefined], ['', undefined], ['{"version":{}}', undefined],
])('the version in %j is %j', (body, version) => {
  expect(versionIn(body)).toBe(version);
});
