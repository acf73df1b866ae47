import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { RunningService } from './running-service.js';

let service: RunningService;
beforeAll(async () => {
  service = await RunningService.start();
});
afterAll(() => service.stop());

test('health is what a load balancer asks for', async () => {
  const answer = await service.get('/health');
  expect(answer.status).toBe(200);
  expect(await answer.json()).toEqual({ status: 'ok' });
});

test('in memory it is always ready', async () => {
  const answer = await service.get('/ready');
  expect([answer.status, await answer.json()]).toEqual([200, { status: 'ready' }]);
});

test('version says what was built, which outside of a build is nothing', async () => {
  expect(await (await service.get('/version')).json()).toEqual({ commit: 'development', builtAt: 'development' });
});

test('the index greets with the commit', async () => {
  expect(await (await service.get('/')).json()).toMatchObject({ service: 'link-shortener', commit: 'development' });
});

test('connections are kept for longer than a load balancer keeps them idle', async () => {
  expect((await service.get('/health')).headers.get('keep-alive')).toBe('timeout=65');
});

test('answers carry security headers and do not name the framework', async () => {
  const { headers } = await service.get('/');
  expect(headers.get('x-content-type-options')).toBe('nosniff');
  expect(headers.get('x-powered-by')).toBeNull();
});
