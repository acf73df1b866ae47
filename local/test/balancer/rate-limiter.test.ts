import { closeEverythingAfterEachTest, closeLater, get, settingsWith, startApp, startBalancerFor } from './harness';
import { LOAD_ADDRESS, RateLimiter } from '../../src/balancer/rate-limiter';
import { patientLoad } from '../patient-load';
import { until } from '../until';

closeEverythingAfterEachTest();

const LIMIT = { name: 'RateLimit', requests: 3, windowSeconds: 60, status: 429, headers: { 'Retry-After': '60' } };

function limiterAt(clock: { ms: number }): RateLimiter {
  return new RateLimiter(LIMIT, () => clock.ms);
}

test('counts each address separately', () => {
  const limiter = limiterAt({ ms: 0 });
  expect([1, 2, 3, 4].map(() => limiter.isOver('127.0.0.1'))).toEqual([false, false, false, true]);
  expect(limiter.isOver('127.0.0.2')).toBe(false);
});

test('forgets requests older than the window, and counts those that it refuses', () => {
  const clock = { ms: 0 };
  const limiter = limiterAt(clock);
  for (let i = 0; i < 3; i += 1) limiter.isOver('127.0.0.1');
  clock.ms = 30_000;
  expect(limiter.isOver('127.0.0.1')).toBe(true);
  clock.ms = 62_000;
  expect(limiter.isOver('127.0.0.1')).toBe(false);
  clock.ms = 1_000_000;
  expect([1, 2, 3, 4].map(() => limiter.isOver('127.0.0.1'))).toEqual([false, false, false, true]);
});

test('does not count the load, which represents many users', () => {
  const limiter = limiterAt({ ms: 0 });
  for (let i = 0; i < 100; i += 1) expect(limiter.isOver(LOAD_ADDRESS)).toBe(false);
});

test('a flood from one address gets 429 from the load balancer, the load continues, and a changed limit applies immediately', async () => {
  let asked = 0;
  const app = await startApp((request, response) => {
    if (request.url !== '/health') asked += 1;
    response.end();
  });
  const balancer = await startBalancerFor(app, { loadBalancer: { rateLimits: [LIMIT] } });
  const load = patientLoad({ url: balancer.url, rate: 100 });
  closeLater(async () => { await load.stop(); });
  await until(() => load.report().requests >= 10, 'the load is over the limit of one address');
  const { dropped, requests } = await load.stop();
  expect(dropped).toBe(0);
  const statuses: number[] = [];
  for (let i = 0; i < 5; i += 1) statuses.push((await get(balancer, '/')).status);
  expect(statuses).toEqual([200, 200, 200, 429, 429]);
  expect(asked).toBe(requests + 3);
  const refused = await fetch(balancer.url);
  expect([refused.headers.get('retry-after'), refused.headers.get('server')]).toEqual(['60', 'awselb/2.0']);
  expect(balancer.statistics().elb4xx).toBe(3);
  expect(balancer.statistics().recentErrors.map(({ status }) => status)).toEqual([429, 429, 429]);
  const { targetGroup } = settingsWith();
  await balancer.update({ ...settingsWith({ loadBalancer: { rateLimits: [{ ...LIMIT, requests: 100 }] } }), targetGroup });
  expect((await get(balancer, '/')).status).toBe(200);
});
