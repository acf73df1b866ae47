import { closeEverythingAfterEachTest, createGate, get, registerAt, startApp, startBalancer, untilState } from './harness';
import type { TargetHealthState } from '../../src/model/target';
import { until } from '../until';

closeEverythingAfterEachTest();

test('a new target is healthy after one passed check, which is made immediately', async () => {
  const userAgents: (string | undefined)[] = [];
  const app = await startApp((request, response) => {
    userAgents.push(request.headers['user-agent']);
    response.end();
  });
  const balancer = await startBalancer({ healthCheck: { intervalSeconds: 600, healthyThreshold: 5 } });
  registerAt(balancer, 'a', app);
  expect(balancer.targets()[0]).toMatchObject({ id: 'a', state: 'initial', reason: 'Elb.InitialHealthChecking' });
  await balancer.untilHealthy('a');
  expect(balancer.targets()[0]).toEqual({ id: 'a', host: '127.0.0.1', port: app.port, state: 'healthy', inFlight: 0, requests: 0 });
  expect(userAgents).toEqual(['ELB-HealthChecker/2.0']);
});

test('a target becomes unhealthy after one threshold, with the reason, and healthy again after the other', async () => {
  const answers = [200, 500, 200, 500, 500, 200, 200];
  const app = await startApp((_request, response) => response.writeHead(answers.shift() ?? 200).end());
  const balancer = await startBalancer({ healthCheck: { intervalSeconds: 0.01 } });
  const seen: [TargetHealthState, string | undefined][] = [];
  balancer.onTargetChange(({ state, description }) => seen.push([state, description]));
  registerAt(balancer, 'a', app);
  await until(() => answers.length === 0 && seen.length === 4, 'all answers are used');
  expect(seen).toEqual([
    ['initial', 'Initial health checks in progress'],
    ['healthy', undefined],
    ['unhealthy', 'Health checks failed with these codes: [500]'],
    ['healthy', undefined],
  ]);
});

test('the reasons are those of the API', async () => {
  const silent = await startApp(() => undefined);
  const wrong = await startApp((_request, response) => response.writeHead(404).end());
  const gone = await startApp();
  gone.kill();
  const impatient = await startBalancer({ healthCheck: { timeoutSeconds: 0.05 } });
  const patient = await startBalancer({ healthCheck: { timeoutSeconds: 60 } });
  registerAt(impatient, 'silent', silent);
  registerAt(patient, 'wrong', wrong);
  registerAt(patient, 'gone', gone);
  await Promise.all([untilState(impatient, 'silent', 'unhealthy'), ...['wrong', 'gone'].map((id) => untilState(patient, id, 'unhealthy'))]);
  expect([impatient, patient].flatMap((balancer) => balancer.targets()).map(({ id, reason, description }) => [id, reason, description])).toEqual([
    ['silent', 'Target.Timeout', 'Request timed out: no answer to /health within 0.05 s'],
    ['wrong', 'Target.ResponseCodeMismatch', 'Health checks failed with these codes: [404]'],
    ['gone', 'Target.FailedHealthChecks', `Health checks failed: connect ECONNREFUSED 127.0.0.1:${gone.port}`],
  ]);
});

test('a wrong answer is said with what was asked, and a redirect with where it leads', async () => {
  const redirecting = await startApp((_request, response) => response.writeHead(301, { Location: '/room/hn?token=secret' }).end());
  const wrong = await startApp((_request, response) => response.writeHead(404).end());
  const balancer = await startBalancer({ healthCheck: { path: '/' } });
  registerAt(balancer, 'redirecting', redirecting);
  registerAt(balancer, 'wrong', wrong);
  await Promise.all(['redirecting', 'wrong'].map(async (id) => untilState(balancer, id, 'unhealthy')));
  expect(balancer.targets().map(({ description, answered }) => [description, answered])).toEqual([
    ['Health checks failed with these codes: [301]', 'GET / answered 301 to /room/hn: set `healthCheckPath` to a path that answers 200'],
    ['Health checks failed with these codes: [404]', 'GET / answered 404'],
  ]);
});

test('a health check that succeeds late does not revive a draining target', async () => {
  const checkArrived = createGate();
  const answerCheck = createGate();
  const requestArrived = createGate();
  const answerRequest = createGate();
  const app = await startApp(async (request, response) => {
    const isCheck = request.url === '/health';
    (isCheck ? checkArrived : requestArrived).open();
    await (isCheck ? answerCheck : answerRequest).opened;
    response.end();
  });
  const balancer = await startBalancer({ healthCheck: { timeoutSeconds: 5 } });
  const states: TargetHealthState[] = [];
  balancer.onTargetChange(({ state }) => states.push(state));
  registerAt(balancer, 'a', app);
  await checkArrived.opened;
  const inFlight = get(balancer);
  await requestArrived.opened;

  const deregistered = balancer.deregister('a');
  answerCheck.open();
  const second = await get(balancer);
  expect(second.status).toBe(503);
  answerRequest.open();
  expect((await inFlight).status).toBe(200);
  await deregistered;
  expect(states).toEqual(['initial', 'draining', 'unused']);
});

test('untilHealthy fails when the signal aborts, and when the target is deregistered or unknown', async () => {
  const app = await startApp((_request, response) => response.writeHead(500).end());
  const balancer = await startBalancer();
  registerAt(balancer, 'a', app);
  await expect(balancer.untilHealthy('a', AbortSignal.timeout(20))).rejects.toThrow('timeout');
  await expect(balancer.untilHealthy('b')).rejects.toThrow('target b is not registered');
  const waiting = balancer.untilHealthy('a');
  void balancer.deregister('a');
  await expect(waiting).rejects.toThrow('target a was deregistered before it was healthy');
});

test('fails open: when no target is healthy, all of them get requests; with none registered the answer is 503', async () => {
  const app = await startApp((request, response) => response.writeHead(request.url === '/health' ? 500 : 200).end());
  const balancer = await startBalancer();
  expect((await get(balancer)).status).toBe(503);
  registerAt(balancer, 'a', app);
  expect((await get(balancer)).status).toBe(200);
  await untilState(balancer, 'a', 'unhealthy');
  expect((await get(balancer)).status).toBe(200);
  expect(balancer.statistics()).toMatchObject({ requests: 3, target2xx: 2, elb503: 1 });
  expect(balancer.statistics().recentErrors).toMatchObject([{ status: 503, cause: 'no target is registered' }]);
});

test('an unhealthy target gets no request while another one is healthy', async () => {
  const good = await startApp();
  const bad = await startApp((request, response) => response.writeHead(request.url === '/health' ? 500 : 200).end('bad'));
  const balancer = await startBalancer();
  registerAt(balancer, 'good', good);
  registerAt(balancer, 'bad', bad);
  await balancer.untilHealthy('good');
  const bodies = await Promise.all(Array.from({ length: 10 }, async () => (await get(balancer)).body));
  expect(new Set(bodies)).toEqual(new Set(['hello']));
});

test('refuses to register a known target at another address', async () => {
  const balancer = await startBalancer();
  registerAt(balancer, 'a', { port: 1 });
  registerAt(balancer, 'a', { port: 1 });
  expect(() => registerAt(balancer, 'a', { port: 2 })).toThrow('target a is registered at 127.0.0.1:1; deregister it first');
});
