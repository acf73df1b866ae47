import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { opened, serving } from './serving-service';
import { until } from '../../until';

test('a rollback because of a task that ended includes the output of its application', async () => {
  const run = await serving({});
  await run.deploy(2, 'return response.end(); } ); throw new Error("no such table: polls"); ({} , () => {');
  expect(run.lastError?.message).toMatch(
    /^application does not stay up: Error: no such table: polls; deployment .* its program exited with exit status 1$/);
  expect(run.lastError).toMatchObject({
    details: { lastLines: expect.arrayContaining([expect.stringContaining('no such table: polls')]) as string[] },
  });
});

test('a rollback because of an alarm includes the output of one of the new tasks', async () => {
  const run = await serving({ strategy: 'BLUE_GREEN', alarms: ['errors'] }, 60);
  run.alarms = [{
    logicalId: 'Errors',
    name: 'errors',
    metric: 'HTTPCode_Target_5XX_Count',
    statistic: 'Sum',
    periodSeconds: 60,
    evaluationPeriods: 1,
    datapointsToAlarm: 1,
    threshold: 5,
    comparisonOperator: 'GreaterThanThreshold',
    treatMissingData: 'notBreaching',
  }];
  await run.deploy(2, 'if (request.url === "/") { console.error("no such column: visits"); response.statusCode = 500; }');
  expect(run.lastError).toMatchObject({
    message: expect.stringMatching(/\(ALARM_ACTIVE\): alarm errors is in alarm$/) as string,
    details: { lastLines: expect.arrayContaining([expect.stringContaining('no such column: visits')]) as string[] },
  });
});

const linesOf = (run: { readonly lastError?: Error }) => (run.lastError as { details?: { lastLines?: readonly string[] } }).details?.lastLines ?? [];

test('a task that only fails its health checks is rolled back with what the application said', async () => {
  const run = await serving({});
  run.graceSeconds = 5;
  await run.deploy(2, 'if (request.url === "/health") { console.error("no such table: polls"); response.statusCode = 503; }');
  expect(run.lastError?.message).toContain('it failed its load balancer health checks (Target.ResponseCodeMismatch');
  expect(run.lastError?.message).toMatch(/^GET \/health answered 503; deployment /);
  expect(linesOf(run).slice(0, 2)).toEqual(['GET /health answered 503', 'log of application:']);
  expect(linesOf(run)[2]).toMatch(/^no such table: polls/);
});

test('a first deployment whose tasks only fail their health checks says the same', async () => {
  const run = await opened({});
  run.graceSeconds = 5;
  await run.deploy(1, 'if (request.url === "/health") { console.error("no such table: polls"); response.statusCode = 503; }');
  expect(linesOf(run).join('\n')).toMatch(/log of application:\nno such table: polls/);
});

test('a container that ignores PORT: the failure says where it listens', async () => {
  const run = await serving({});
  run.graceSeconds = 5;
  await run.deploy(2, 'return response.end(); }); process.env.PORT = "0"; ({}, () => {');
  expect(linesOf(run)[0]).toMatch(/^application listens on \d+, not on PORT=\d+: make it read PORT from its environment$/);
});

test('a container that listens on localhost, whatever HOST says, fails its health checks, and the failure says why', async () => {
  const run = await serving({});
  run.graceSeconds = 5;
  await run.deploy(2, 'return response.end(); }); process.env.HOST = "localhost"; ({}, () => {');
  expect(run.lastError?.message).toContain('it failed its load balancer health checks (Target.FailedHealthChecks');
  expect(linesOf(run)[0]).toMatch(/^application listens on \S+:\d+ only, where no request reaches it: make it listen on HOST/);
});

test('the log of a task has the name of its container, and what that wrote', async () => {
  const run = await serving({});
  await run.deploy(2, 'if (request.url === "/") console.log("asked");');
  // Only tasks that serve are left.
  await run.service.compute.settled();
  const [task] = run.service.describe().instances!;
  const logs = join(run.root, 'environment/instances', task!.id, 'logs');
  // The load may have ended before its first request to this task.
  await run.versions();
  const log = join(logs, 'application.log');
  await until(() => existsSync(log) && readFileSync(log, 'utf8') !== '');
  expect(readdirSync(logs).sort()).toEqual(['application.log', 'cloud-init-output.log']);
  expect(readFileSync(log, 'utf8')).toMatch(/^(\S+Z node\[\d+\]: asked\n)+$/);
  expect(run.messages.filter(({ code }) => code.startsWith('instance.unit.') && code !== 'instance.unit.output')).toEqual([]);
});
