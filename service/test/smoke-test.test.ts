import { execFile } from 'node:child_process';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { RunningService, TOKEN } from './running-service.js';

const PROGRAM = fileURLToPath(new URL('../src/smoke-test.js', import.meta.url));

let service: RunningService;
beforeEach(async () => { service = await RunningService.start(); });
afterEach(() => service.stop());

function run(environment: Record<string, string>): Promise<{ code: number; output: string }> {
  return new Promise((resolve) => {
    execFile(process.execPath, [PROGRAM], { env: environment }, (error, stdout, stderr) => {
      resolve({ code: error === null ? 0 : Number(error.code), output: stdout + stderr });
    });
  });
}

test('a service that makes links and follows them passes', async () => {
  const { code, output } = await run({ APPLICATION_URL: service.address, DATABASE_HOST: 'anywhere' });
  expect(output).toMatch(/^http:\/\/127\.0\.0\.1:\d+ serves \S+: a link was made, followed\n$/);
  expect(code).toBe(0);
});

test('what it made is removed where it may do that', async () => {
  const { code, output } = await run({ APPLICATION_URL: service.address, DATABASE_HOST: 'anywhere', ADMIN_TOKENS: `${TOKEN}, other` });
  expect(output).toMatch(/: a link was made, followed, removed\n$/);
  expect(code).toBe(0);
});

test('fails where its token is refused, without naming it', async () => {
  const { code, output } = await run({ APPLICATION_URL: service.address, ADMIN_TOKENS: 'not-the-right-token' });
  expect(output).toMatch(/^the smoke test failed: DELETE \/links\/\w+ answers 401\n$/);
  expect(code).toBe(1);
});

test('fails where links are not made, and says so', async () => {
  const other = createServer((_request, response) => { response.writeHead(404).end(); });
  await new Promise<void>((resolve) => { other.listen(0, '127.0.0.1', resolve); });
  try {
    const { code, output } = await run({ APPLICATION_URL: `http://127.0.0.1:${(other.address() as AddressInfo).port}` });
    expect(output).toBe('the smoke test failed: /ready answers 404\n');
    expect(code).toBe(1);
  } finally {
    await new Promise((resolve) => other.close(resolve));
  }
});

test('fails without an address', async () => {
  expect(await run({})).toEqual({ code: 1, output: 'the smoke test failed: APPLICATION_URL must be the address of the service\n' });
});
