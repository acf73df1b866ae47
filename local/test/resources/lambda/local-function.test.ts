import { execFileSync } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createLoadBalancer } from '../../../src/balancer';
import { crashText } from '../../../src/cli/run-view/failure-text';
import type { Message } from '../../../src/messages/message';
import { Reporter } from '../../../src/messages/reporter';
import type { Revision } from '../../../src/model/revision';
import type { LoadBalancer } from '../../../src/model/target';
import { ExecutionEnvironment } from '../../../src/resources/lambda/execution-environment';
import { shiftSteps, type FunctionSettings } from '../../../src/resources/lambda/function-settings';
import { LocalFunction } from '../../../src/resources/lambda/local-function';
import { VersionPool } from '../../../src/resources/lambda/version-pool';
import { EnvironmentFile } from '../../../src/resources/shape/environment-record';
import type { ResourceContext } from '../../../src/resources/shape/resource';

const CHECK = readFileSync(join(__dirname, '../../../../provisioning/functions/check-version.cjs'), 'utf8');

/** Responds with its own name; `/end` ends it in the middle of a request. */
const SERVER = (name: string, health: number) => `
import { createServer } from 'node:http';
createServer((request, response) => {
  if (request.url === '/end') process.exit(3);
  if (request.url === '/large') return response.end('x'.repeat(1024 * 1024 + 1));
  response.statusCode = request.url === '/health' ? ${health} : 200;
  request.resume().on('end', () => response.end('${name}'));
}).listen(Number(process.env.PORT), process.env.HOST);
`;

let directory: string;
let balancer: LoadBalancer;
let made: LocalFunction;
let record: EnvironmentFile;
let said: Message[] = [];

beforeEach(async () => {
  said = [];
  directory = mkdtempSync(join(tmpdir(), 'function-'));
  chmodSync(directory, 0o755);
  record = new EnvironmentFile({ version: 1, stackName: 'Web-live', instances: [], deployments: [] }, () => undefined);
  balancer = await createLoadBalancer({
    listenPort: 0,
    reporter: new Reporter((message) => said.push(message)),
    loadBalancer: {
      idleTimeoutSeconds: 60, clientKeepAliveSeconds: 3600, dropInvalidHeaderFields: true, forwardedForMode: 'append', forwardedForClientPort: false,
    },
    targetGroup: {
      name: 'function',
      port: 80,
      healthCheck: { path: '/', intervalSeconds: 10, timeoutSeconds: 5, healthyThreshold: 2, unhealthyThreshold: 2, matcher: '200' },
      deregistrationDelaySeconds: 1,
      slowStartSeconds: 0,
      algorithm: 'round_robin',
      minimumHealthyTargets: { count: 1, percentage: 0 },
    },
  });
  const context: Partial<ResourceContext> = {
    environment: 'live',
    directory,
    record,
    reporter: new Reporter((message) => said.push(message)),
    entry: () => ({ balancer, healthCheckPath: '/health' }),
    changed: () => undefined,
    underLoad: (_reporter, work) => work(),
    asUnderTraffic: () => Promise.resolve(),
  };
  made = new LocalFunction({ secrets: { find: () => Promise.resolve(undefined) }, ...context } as ResourceContext, { shortened: 10_000 });
});

afterEach(async () => {
  await made.stop();
  await balancer.close();
  rmSync(directory, { recursive: true, force: true });
});

function revision(name: string, { health = 200, mode = 0o755, server = SERVER(name, health) } = {}): Revision {
  const folder = join(directory, `revision-${name}`);
  mkdirSync(folder);
  writeFileSync(join(folder, 'server.mjs'), server);
  writeFileSync(join(folder, 'run.sh'), '#!/bin/bash\nexec node server.mjs\n');
  chmodSync(join(folder, 'run.sh'), mode);
  const archive = join(directory, `${name}.tgz`);
  execFileSync('tar', ['-czf', archive, '-C', folder, '.']);
  const commit = { id: name, subject: name, author: 'a', date: '', branch: 'main' };
  return { id: name, commit, executionId: name, archive, sha256: '', bytes: 0 };
}

function settings(releaseId: string, more: Partial<FunctionSettings> = {}): FunctionSettings {
  return {
    functionName: 'Web-live',
    releaseId,
    handler: 'run.sh',
    timeoutSeconds: 10,
    variables: { HOST: '127.0.0.1', AWS_LWA_READINESS_CHECK_PATH: '/' },
    provisionedConcurrency: 0,
    configurationName: 'CodeDeployDefault.LambdaCanary10Percent5Minutes',
    steps: shiftSteps('CodeDeployDefault.LambdaCanary10Percent5Minutes')!,
    hooks: { before: { logicalId: 'Check', code: CHECK, handler: 'handler', variables: { HEALTH_CHECK_PATH: '/health' }, timeoutSeconds: 80 } },
    alarms: [],
    rollbackAlarms: [],
    notImitated: [],
    ...more,
  };
}

const work = (of?: Revision) => ({ reporter: new Reporter((message) => said.push(message)), signal: new AbortController().signal, revision: of });
const ask = (path = '/', options: RequestInit = {}) => fetch(`${balancer.url}${path}`, options);
const text = async (path = '/') => (await ask(path)).text();

test('a second revision gets the traffic in the steps of its deployment, after the hook has called it', async () => {
  await made.start(settings('1'), work(revision('one')));
  expect(await text()).toBe('one');
  await made.update(settings('2'), settings('1'), work(revision('two')));
  expect(await text()).toBe('two');
  expect(new Set(made.describe().instances?.map((each) => each.revision))).toEqual(new Set(['two']));
  expect(record.record).toMatchObject({ revision: { id: 'two' }, previousRevision: { id: 'one' }, deployments: [{ status: 'Succeeded' }, {}] });
});

test('the deployment shows the share of the requests that has been shifted', async () => {
  const shares: (number | undefined)[] = [];
  const watched = jest.spyOn(record, 'changeDeployment').mockImplementation(({ shiftedPercent }) => shares.push(shiftedPercent));
  await made.start(settings('1'), work(revision('one')));
  await made.update(settings('2'), settings('1'), work(revision('two')));
  watched.mockRestore();
  expect(shares).toEqual([undefined, 100, undefined, undefined, 10, 100, undefined]);
});

test.each<[string, Parameters<typeof revision>[1]]>([
  ['is not healthy', { health: 500 }],
  ['does not start', { server: 'console.log("no database"); process.exit(1)' }],
])('a revision that %s gets no traffic', async (_what, how) => {
  await made.start(settings('1'), work(revision('one')));
  await expect(made.update(settings('2'), settings('1'), work(revision('two', how)))).rejects.toThrow('the hook BeforeAllowTraffic (Check) failed');
  expect(await text()).toBe('one');
  expect(record.record).toMatchObject({ revision: { id: 'one' }, deployments: [{ status: 'Failed' }, {}] });
});

test('a function that ignores PORT says where it listens', async () => {
  const server = SERVER('two', 200).replace('process.env.PORT', '0');
  await made.start(settings('1'), work(revision('one')));
  const refused = await made.update(settings('2'), settings('1'), work(revision('two', { server }))).catch((error: unknown) => error);
  const { lastLines } = (refused as { details: { lastLines: string[] } }).details;
  expect(lastLines.join('\n')).toMatch(/the application listens on \d+, not on PORT=\d+: make it read PORT from its environment$/m);
});

const SHIFT = { rollbackAlarms: ['Web-errors'], steps: [{ weight: 0.5, waitSeconds: 600_000 }, { weight: 1, waitSeconds: 0 }] };
const ERRORS = {
  logicalId: 'Errors',
  name: 'Web-errors',
  metric: 'HTTPCode_ELB_5XX_Count',
  statistic: 'Sum',
  periodSeconds: 60,
  evaluationPeriods: 1,
  datapointsToAlarm: 1,
  threshold: 0,
  comparisonOperator: 'GreaterThanThreshold',
  treatMissingData: 'notBreaching',
} as const;

test('an alarm while traffic is being shifted shifts it back immediately', async () => {
  await made.start(settings('1', { alarms: [ERRORS] }), work(revision('one')));
  const ends = SERVER('two', 200).replace('/end', '/fail');
  const moved = made.update(settings('2', { ...SHIFT, alarms: [ERRORS] }), settings('1'), work(revision('two', { server: ends })));
  const failed = expect(moved).rejects.toThrow('alarm Web-errors is in alarm, so traffic is back on the previous version');
  // Until a request reaches the new version, which gets half of them.
  while ((await ask('/fail')).status !== 502) await new Promise((resolve) => setImmediate(resolve));
  await failed;
  expect([await text(), await text(), await text(), await text()]).toEqual(['one', 'one', 'one', 'one']);
  expect(record.record).toMatchObject({ revision: { id: 'one' }, deployments: [{ status: 'Failed' }, {}] });
});

test('a shift that a person stops is rolled back, and no request is lost', async () => {
  await made.start(settings('1'), work(revision('one')));
  const stop = new AbortController();
  const moved = made.update(settings('2', SHIFT), settings('1'), { ...work(revision('two')), signal: stop.signal });
  const stopped = expect(moved).rejects.toThrow('the execution was stopped');
  const answers: string[] = [];
  while (!answers.includes('two')) answers.push(await text());
  const inFlight = Array.from({ length: 6 }, () => text());
  stop.abort();
  await stopped;
  expect(new Set([...answers, ...await Promise.all(inFlight)])).toEqual(new Set(['one', 'two']));
  expect([await text(), await text(), await text(), await text()]).toEqual(['one', 'one', 'one', 'one']);
  expect(record.record).toMatchObject({ revision: { id: 'one' }, deployments: [{ status: 'Stopped' }, {}] });
});

test('an execution environment that ends while it serves fails its own request, and the next one gets another environment', async () => {
  await made.start(settings('1'), work(revision('one')));
  expect((await ask('/end')).status).toBe(502);
  expect(await text()).toBe('one');
});

test('a first version that does not start is explained, whatever the number of requests: its deployment succeeds on AWS, too', async () => {
  await made.start(settings('1', { hooks: {} }), work(revision('one', { server: 'console.log("no database"); process.exit(1)' })));
  expect([(await ask()).status, (await ask()).status]).toEqual([502, 502]);
  const crashes = said.filter(({ code }) => code === 'function.crashed');
  expect(crashes).toEqual([expect.objectContaining({ level: 'warning', message: expect.stringContaining('live: version 1 answers 502') as string })]);
  expect(crashes.map(crashText)).toEqual([expect.stringMatching(/exited before it was ready\n {2}\| no database$/)]);
});

test('an execution environment that ends before it has its port starts nothing', async () => {
  const environment = new ExecutionEnvironment(
    { ...settings('1'), task: join(directory, 'none'), version: 1, logFolder: (id) => join(directory, id) }, () => undefined);
  const starting = environment.initialize();
  environment.end('the run ends');
  await expect(starting).rejects.toThrow('ended before it was started');
  expect(environment.port).toBe(0);
});

test('a request that is still waiting when the run ends starts nothing', async () => {
  revision('one', { server: 'setInterval(() => undefined, 1000);' });
  const pool = new VersionPool({
    settings: { ...settings('1'), task: join(directory, 'revision-one'), version: 1, logFolder: (id) => join(directory, id) },
    throttled: () => undefined,
    provisioned: 0,
    started: () => undefined,
    ended: () => undefined,
    changed: () => undefined,
  });
  const request = { method: 'GET', path: '/', headers: [], body: Buffer.alloc(0) };
  const failures = [1, 2].map(() => pool.invoke(request).catch((error: Error) => error.message));
  pool.endAll();
  await Promise.race(failures);
  const left = pool.all.size;
  pool.endAll();
  expect(left).toBe(0);
  expect(await Promise.all(failures)).toEqual(['the run ends', 'the run ends']);
});

test('a request that waits for an execution environment gets its response, even if all traffic has been shifted since', async () => {
  const slow = `await new Promise((resolve) => setTimeout(resolve, 300));\n${SERVER('one', 200)}`;
  await made.start(settings('1', { hooks: {} }), work(revision('one', { server: slow })));
  const first = text();
  // Its execution environment is still starting when its version gets no more traffic.
  while (!made.describe().instances?.some(({ lifecycle }) => lifecycle === 'Initializing')) await new Promise((resolve) => setImmediate(resolve));
  await made.update(settings('2', { hooks: {}, steps: shiftSteps('CodeDeployDefault.LambdaAllAtOnce')! }), settings('1'), work(revision('two')));
  expect(await first).toBe('one');
  expect(await text()).toBe('two');
});

test('idle connections that the application closes lose no request, because each request has its own connection', async () => {
  const server = SERVER('one', 200).replace("response.end('one')", 'response.end(String(request.socket.remotePort))');
  await made.start(settings('1'), work(revision('one', { server })));
  const [one, two] = [await text(), await text()];
  expect(made.describe().instances).toHaveLength(1);
  expect(one).not.toBe(two);
});

test('each environment handles one request at a time, and there are at most as many as reserved', async () => {
  await made.start(settings('1', { reservedConcurrency: 2 }), work(revision('one')));
  await Promise.all(Array.from({ length: 8 }, () => text()));
  expect(made.describe().instances!.length).toBeLessThanOrEqual(2);
  const total = made.describe().instances!.reduce((sum, { requests }) => sum + requests, 0);
  expect(total).toBeLessThanOrEqual(8);
});

test('a request above the reserved concurrency is throttled, which is reported as such, not as a crash', async () => {
  const server = SERVER('one', 200).replace("if (request.url === '/end')", "if (request.url === '/hold') return;\n  if (request.url === '/end')");
  await made.start(settings('1', { reservedConcurrency: 1 }), work(revision('one', { server })));
  const held = ask('/hold').then(({ status }) => status, () => 0);
  while (!made.describe().instances?.some(({ lifecycle }) => lifecycle === 'Busy')) await new Promise((resolve) => setImmediate(resolve));
  expect((await ask()).status).toBe(502);
  const why = 'throttled: 1 request at the same time, and `reservedConcurrency` is 1';
  expect(balancer.statistics().recentErrors.at(-1)?.cause).toBe(why);
  expect(said.filter(({ code }) => code === 'function.throttled').map(({ message }) => message)).toEqual([`live answers 502: ${why}`]);
  await made.stop();
  expect(await held).not.toBe(200);
});

test('neither the check of a new version nor idle environments reduce the reserved concurrency of the version that serves', async () => {
  const reserved = { reservedConcurrency: 1 };
  await made.start(settings('1', reserved), work(revision('one')));
  expect(await text()).toBe('one');
  const server = 'console.log("no database"); setTimeout(() => process.exit(1), 3_000);';
  const updated = made.update(settings('2', reserved), settings('1', reserved), work(revision('two', { server })))
    .catch((error: Error) => error.message);
  while (!made.describe().instances?.some(({ lifecycle }) => lifecycle === 'Initializing')) await new Promise((resolve) => setImmediate(resolve));
  expect([await text(), await text()]).toEqual(['one', 'one']);
  expect(await updated).toMatch(/the hook BeforeAllowTraffic \(Check\) failed, so traffic stays on the previous version/);
  expect(said.filter(({ code }) => code === 'function.throttled')).toEqual([]);
});

test('the limits of the load balancer: 1 MB each way, no WebSockets', async () => {
  await made.start(settings('1'), work(revision('one')));
  expect((await ask('/', { method: 'POST', body: Buffer.alloc(1024 * 1024) })).status).toBe(200);
  expect((await ask('/', { method: 'POST', body: Buffer.alloc(1024 * 1024 + 1) })).status).toBe(413);
  expect((await ask('/large')).status).toBe(502);
});

test('the serving version continues in the next run', async () => {
  await made.start(settings('1'), work(revision('one')));
  await made.stop();
  const again = new LocalFunction((made as unknown as { context: ResourceContext }).context, {});
  made = again;
  await again.start(settings('1'), work());
  expect(await text()).toBe('one');
});

test('fails if a secret has no value, before there is a version or a deployment of it', async () => {
  await made.start(settings('1'), work(revision('one')));
  const next = settings('2', { variables: { ...settings('2').variables, PASSWORD: 'value-of-database:SecretString:password' } });
  await expect(made.update(next, settings('1'), work(revision('two')))).rejects.toThrow('PASSWORD (database) has no value in this run');
  expect(record.record).toMatchObject({ revision: { id: 'one' }, deployments: [{ status: 'Succeeded' }] });
  expect(readdirSync(join(directory, 'versions'))).toEqual(['1']);
  expect(await text()).toBe('one');
});

test.each<[string, FunctionSettings, Parameters<typeof revision>[1], string]>([
  ['has no start script', settings('1', { handler: 'start.sh' }), {}, 'the revision has no start.sh, which starts the application'],
  ['has one that is not executable', settings('1'), { mode: 0o644 },
    'run.sh of the revision is not executable (mode 644): chmod 755 it in the build'],
])('fails with a revision that %s', async (_what, wanted, how, message) => {
  await expect(made.start(wanted, work(revision('one', how)))).rejects.toThrow(message);
});

test('every configuration of CodeDeploy for functions is known', () => {
  expect(shiftSteps('CodeDeployDefault.LambdaLinear10PercentEvery1Minute')).toHaveLength(10);
  expect(shiftSteps('CodeDeployDefault.LambdaCanary10Percent30Minutes')).toEqual([{ weight: 0.1, waitSeconds: 1800 }, { weight: 1, waitSeconds: 0 }]);
  expect(shiftSteps('CodeDeployDefault.LambdaAllAtOnce')).toEqual([{ weight: 1, waitSeconds: 0 }]);
  expect(shiftSteps('CodeDeployDefault.OneAtATime')).toBeUndefined();
});
