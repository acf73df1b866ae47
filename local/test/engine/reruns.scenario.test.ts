import { statSync } from 'node:fs';
import { createServer } from 'node:http';
import { join } from 'node:path';
import { afterTest } from './after-test';
import { RunningEngine } from './running-engine';
import { WebApp } from './web-app';

test('the next run restores the environments; one whose port is in use gets another port', async () => {
  const app = new WebApp([{ name: 'production', instances: 1 }]);
  const first = await RunningEngine.start(app);
  const { commit } = await first.runHead();
  const { url } = first.environment('production');
  await first.close();

  const other = createServer((_, response) => response.end('somebody else'));
  await new Promise<void>((resolve) => other.listen(Number(new URL(url).port), '127.0.0.1', resolve));
  afterTest(() => other.close());
  const second = await RunningEngine.start(app);
  expect(second.said('environment.port-taken')).toHaveLength(1);
  const now = second.environment('production');
  expect(now.url).not.toBe(url);
  expect(await (await fetch(`${now.url}/version`)).json()).toMatchObject({ commit: commit.id });
});

test('output of any size and kind is kept within bounds', async () => {
  const app = new WebApp([{ name: 'production', instances: 1 }]);
  app.write('buildspec.yml', app.read('buildspec.yml').replace('- node test.mjs',
    `- node -e 'console.log(Array(10000).fill("x".repeat(100)).join("\\n"))'
      - head -c 100000 /dev/urandom
      - node -e 'console.log("y".repeat(5e6))'`));
  app.commit('a build that talks');
  const run = await RunningEngine.start(app);
  const { status, id } = await run.runHead();
  expect(status).toBe('Succeeded');
  const lines = await run.engine.logs({ executionId: id, stage: 'Build', limit: 20_000 });
  expect(lines.filter(({ message }) => message === 'x'.repeat(100))).toHaveLength(10_000);
  expect(Math.max(...lines.map(({ message }) => message.length))).toBeLessThan(20_000);
  await run.close();
  expect(statSync(join(app.directory, '.gostyle/executions', id, 'messages.jsonl')).size).toBeLessThan(10_000_000);
});
