import { closeEverythingAfterEachTest, get, registerAt, startApp, startBalancer, untilState, type Answer } from './harness';
import { createRouting } from '../../src/balancer/routing';
import type { Target } from '../../src/balancer/target';
import type { LoadBalancer } from '../../src/model/target';

closeEverythingAfterEachTest();

type Candidate = Pick<Target, 'inFlight' | 'slowStartCredit' | 'slowStartSince'> & { readonly name: string };

function candidate(name: string, properties: Partial<Candidate> = {}): Candidate {
  return { name, inFlight: 0, slowStartCredit: 0, ...properties };
}

/** How often each candidate is chosen. */
function shares(settings: Parameters<typeof createRouting>[0], candidates: Candidate[], choices: number): Record<string, number> {
  const route = createRouting(settings);
  const counts: Record<string, number> = Object.fromEntries(candidates.map(({ name }) => [name, 0]));
  for (let i = 0; i < choices; i += 1) {
    const { name } = route(candidates as unknown as Target[]) as unknown as Candidate;
    counts[name] = (counts[name] ?? 0) + 1;
  }
  return counts;
}

test('round robin gives every target the same number of requests', () => {
  const candidates = ['a', 'b', 'c'].map((name) => candidate(name));
  expect(shares({ algorithm: 'round_robin', slowStartSeconds: 0 }, candidates, 300)).toEqual({ a: 100, b: 100, c: 100 });
});

test('least outstanding requests prefers idle targets, which take turns', () => {
  const candidates = [candidate('a', { inFlight: 3 }), candidate('b'), candidate('c')];
  const counts = shares({ algorithm: 'least_outstanding_requests', slowStartSeconds: 0 }, candidates, 300);
  expect(counts.a).toBe(0);
  expect(Math.min(counts.b ?? 0, counts.c ?? 0)).toBeGreaterThanOrEqual(100);
});

test('a target in slow start gets a share that grows with its age', () => {
  const settings = { algorithm: 'round_robin', slowStartSeconds: 1000 } as const;
  const aged = (seconds: number) => candidate('new', { slowStartSince: performance.now() - seconds * 1000 });
  const young = shares(settings, [candidate('old'), aged(100)], 1000).new ?? 0;
  const older = shares(settings, [candidate('old'), aged(500)], 1000).new ?? 0;
  const grown = shares(settings, [candidate('old'), aged(1000)], 1000).new ?? 0;
  expect(young).toBeGreaterThan(50);
  expect(young).toBeLessThan(150);
  expect(older).toBeGreaterThan(young * 2);
  expect(grown).toBe(500);
});

test('targets that are all in slow start share the requests evenly', () => {
  const now = performance.now();
  const candidates = ['a', 'b'].map((name) => candidate(name, { slowStartSince: now }));
  expect(shares({ algorithm: 'round_robin', slowStartSeconds: 1000 }, candidates, 100)).toEqual({ a: 50, b: 50 });
});

test('with stickiness a client stays with its target until that is deregistered', async () => {
  const balancer = await startBalancer({ targetGroup: { stickiness: { durationSeconds: 60 } }, healthCheck: { intervalSeconds: 600 } });
  for (const id of ['a', 'b', 'c']) {
    registerAt(balancer, id, await startApp((_request, response) => response.end(id)));
    await balancer.untilHealthy(id);
  }
  const first = await get(balancer);
  const cookies = first.headers.getSetCookie();
  expect(cookies).toEqual([
    expect.stringMatching(/^AWSALB=[^;]+; Expires=[^;]+GMT; Path=\/$/),
    expect.stringMatching(/^AWSALBCORS=[^;]+; Expires=[^;]+GMT; Path=\/; SameSite=None; Secure$/),
  ]);
  const headers = { cookie: `theme=dark; ${cookies[0]?.split(';')[0]}` };
  const bodies = await Promise.all(Array.from({ length: 6 }, async () => (await get(balancer, '/', { headers })).body));
  expect(new Set(bodies)).toEqual(new Set([first.body]));
  await balancer.deregister(first.body);
  expect((await get(balancer, '/', { headers })).body).not.toBe(first.body);
});

test('the cookies last seven days, and stickiness ends with its duration', async () => {
  const balancer = await startBalancer({ targetGroup: { stickiness: { durationSeconds: 0 } } });
  for (const id of ['a', 'b']) {
    registerAt(balancer, id, await startApp((_request, response) => response.end(id)));
    await balancer.untilHealthy(id);
  }
  const first = await get(balancer);
  const [cookie = ''] = first.headers.getSetCookie();
  const expires = Date.parse(/Expires=([^;]+)/.exec(cookie)?.[1] ?? '');
  expect((expires - Date.now()) / (24 * 3600 * 1000)).toBeCloseTo(7, 1);
  const bodies: string[] = [];
  for (let i = 0; i < 4; i += 1) bodies.push((await get(balancer, '/', { headers: { cookie: cookie.split(';')[0] ?? '' } })).body);
  expect(new Set(bodies)).toEqual(new Set(['a', 'b']));
});

describe("stickiness by an application's cookie", () => {
  async function startTwo(): Promise<LoadBalancer> {
    const balancer = await startBalancer({ targetGroup: { stickiness: { durationSeconds: 60, applicationCookie: 'session' } } });
    for (const id of ['a', 'b']) {
      registerAt(balancer, id, await startApp((request, response) => {
        if (request.url === '/login') response.setHeader('Set-Cookie', ['theme=dark', `session=${id}; Path=/`]);
        response.end(id);
      }));
      await balancer.untilHealthy(id);
    }
    return balancer;
  }

  const cookiesOf = (answer: Answer) => answer.headers.getSetCookie().map((cookie) => cookie.split(';')[0] ?? '');

  async function bodies(balancer: LoadBalancer, cookie: string): Promise<Set<string>> {
    return new Set(await Promise.all(Array.from({ length: 6 }, async () => (await get(balancer, '/', { headers: { cookie } })).body)));
  }

  test('begins with the response that sets the cookie, and is renewed with each one', async () => {
    const balancer = await startTwo();
    expect(cookiesOf(await get(balancer))).toEqual([]);
    const login = await get(balancer, '/login');
    const cookies = cookiesOf(login);
    expect(cookies).toEqual(['theme=dark', `session=${login.body}`, expect.stringMatching(/^AWSALBAPP-0=./)]);
    const cookie = cookies.join('; ');
    expect(await bodies(balancer, cookie)).toEqual(new Set([login.body]));
    expect(cookiesOf(await get(balancer, '/', { headers: { cookie } }))).toEqual([expect.stringMatching(/^AWSALBAPP-0=./)]);
  });

  test("requires both cookies, the application's and the load balancer's", async () => {
    const balancer = await startTwo();
    const [, session = '', balancers = ''] = cookiesOf(await get(balancer, '/login'));
    expect(await bodies(balancer, session)).toEqual(new Set(['a', 'b']));
    expect(await bodies(balancer, balancers)).toEqual(new Set(['a', 'b']));
  });
});

test('weighted random without anomaly mitigation gives every target about the same number, in random order', () => {
  const counts = shares({ algorithm: 'weighted_random', slowStartSeconds: 0 }, ['a', 'b'].map((name) => candidate(name)), 10_000);
  // Six standard deviations.
  expect(Math.abs((counts.a ?? 0) - 5000)).toBeLessThan(300);
});

test.each([
  ['count', { count: 2, percentage: 0 }],
  ['percentage', { count: 1, percentage: 60 }],
])('with fewer healthy targets than the minimum %s, all targets get requests', async (_what, minimumHealthyTargets) => {
  const balancer = await startBalancer({ targetGroup: { minimumHealthyTargets } });
  const healthy = new Set(['a', 'b']);
  for (const id of ['a', 'b', 'c']) {
    registerAt(balancer, id, await startApp((request, response) => {
      response.writeHead(request.url === '/health' && !healthy.has(id) ? 500 : 200).end(id);
    }));
    await untilState(balancer, id, healthy.has(id) ? 'healthy' : 'unhealthy');
  }
  const seen = async () => new Set(await Promise.all(Array.from({ length: 6 }, async () => (await get(balancer)).body)));
  expect(await seen()).toEqual(new Set(['a', 'b']));
  healthy.delete('b');
  await untilState(balancer, 'b', 'unhealthy');
  expect(await seen()).toEqual(new Set(['a', 'b', 'c']));
});
