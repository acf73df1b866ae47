import { once } from 'node:events';
import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { FakeBackend } from './fake-backend';
import { sampleState } from './sample-state';
import { type ConsoleServer, startConsole } from '../../src/web/console-server';
import { RunClient, RunUnreachable } from '../../src/web/run-client';
import { removeRunFile, writeRunFile } from '../../src/web/run-file';

let backend: FakeBackend;
let server: ConsoleServer;
let directory: string;

beforeEach(async () => {
  backend = new FakeBackend(sampleState());
  directory = await mkdtemp(join(tmpdir(), 'state-'));
  server = await startConsole({ port: 0, backend, pageDirectory: directory });
  await writeRunFile(directory, server);
});

afterEach(async () => {
  await server.close();
  await rm(directory, { recursive: true });
});

test('a terminal finds the run of a state directory, and has the same data and actions as the page', async () => {
  const run = await RunClient.find(directory);
  expect(run.address).toBe(server.address);
  expect(await run.state()).toEqual(JSON.parse(JSON.stringify(backend.state())));
  backend.say({ time: '2026-11-24T10:00:00Z', level: 'info', code: 'build.output', stage: 'Build', message: 'npm ci' });
  expect(await run.logs({ executionId: 'execution-2', stage: 'Build' })).toMatchObject([{ message: 'npm ci' }]);
  expect(await run.decide('approval-1', 'Approved', 'ship it')).toEqual({ accepted: true });
  expect(await run.retry('execution-2')).toEqual({ accepted: true });
  expect(await run.stop('execution-2')).toEqual({ accepted: true });
  backend.declines = 'staging has no earlier revision';
  expect(await run.rollback('staging')).toEqual({ accepted: false, reason: 'staging has no earlier revision' });
  expect(backend.asked).toEqual(['Approved approval-1 ship it', 'retry execution-2', 'stop execution-2', 'rollback staging']);
});

test('only the user of the run can read its token', async () => {
  expect((await stat(join(directory, 'run.json'))).mode % 0o1000).toBe(0o600);
});

test('a request for a log that does not exist is refused with the reason', async () => {
  const run = await RunClient.find(directory);
  await expect(run.logs({ executionId: '../../x' })).rejects.toThrow('`execution` must be the id of an execution');
});

test('reports that there is no run', async () => {
  await removeRunFile(directory);
  await expect(RunClient.find(directory)).rejects.toThrow(`no run is using ${directory}; start one with \`gostyle run\``);
});

test.each([
  ['another start than the process that has its id now', (file: object) => JSON.stringify({ ...file, started: '1' })],
  ['a process that is gone', (file: object) => JSON.stringify({ ...file, pid: 2 ** 22 + 1 })],
  ['half a file', (file: object) => JSON.stringify(file).slice(0, 40)],
  ['an empty file', () => ''],
  ['something else', () => '[null]'],
  ['nothing', () => 'null'],
])('the file of a killed run is ignored: %s', async (_, change) => {
  const path = join(directory, 'run.json');
  await writeFile(path, change(JSON.parse(await readFile(path, 'utf8')) as object));
  await expect(RunClient.find(directory)).rejects.toThrow('no run is using');
});

test('a file of a newer version is refused, with its name', async () => {
  const path = join(directory, 'run.json');
  await writeFile(path, JSON.stringify({ ...JSON.parse(await readFile(path, 'utf8')) as object, version: 2 }));
  await expect(RunClient.find(directory)).rejects.toThrow(`${path} was written by a newer version of gostyle (2)`);
});

test('a run that ends in the middle of its answer does not answer', async () => {
  const ending = createServer((_request, response) => {
    response.writeHead(200, { 'Content-Type': 'application/json' }).write('{"half":', () => response.destroy());
  }).listen(0, '127.0.0.1');
  await once(ending, 'listening');
  await writeRunFile(directory, { ...server, url: `http://127.0.0.1:${(ending.address() as AddressInfo).port}` });
  const run = await RunClient.find(directory);
  await expect(run.state()).rejects.toThrow(RunUnreachable);
  await expect(run.retry('execution-2')).rejects.toThrow(RunUnreachable);
  ending.close();
});

test('distinguishes a run that no longer answers from one that declines', async () => {
  const run = await RunClient.find(directory);
  await server.close();
  await expect(run.state()).rejects.toThrow('does not answer');
  server = await startConsole({ port: 0, backend, pageDirectory: directory });
});
