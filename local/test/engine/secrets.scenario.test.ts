import { join } from 'node:path';
import { appWithSecrets, DATABASE_PASSWORD, secretsSeen, STORES } from './app-with-secrets';
import { filesWith } from './files-with';
import { RunningEngine } from './running-engine';

test('secrets reach the application when it starts, are never shown, and a changed one arrives with the next deployment without a drop', async () => {
  const app = appWithSecrets();
  const values = structuredClone(STORES);
  const run = await RunningEngine.start(app, { stores: () => Promise.resolve(values), loadRate: 40 });
  expect(await run.runHead()).toMatchObject({ status: 'Succeeded' });
  expect(await secretsSeen(run)).toEqual(['the first key', DATABASE_PASSWORD, 'line one\nline two']);

  values.secretsManager.stripe = 'the second key';
  expect(await secretsSeen(run)).toContain('the first key');
  expect(await run.runHead()).toMatchObject({ status: 'Succeeded' });
  expect(await secretsSeen(run)).toContain('the second key');
  expect(run.environment('staging').load).toMatchObject({ dropped: 0 });

  const logs = (await run.engine.instanceLogs('staging'))?.logs.flatMap(({ lines }) => lines) ?? [];
  expect(logs.filter((line) => line.includes('careless: '))).not.toEqual([]);
  const shown = JSON.stringify([logs, run.messages, run.engine.state()]);
  const secrets = ['the first key', 'the second key', '(pass)[word]', 'longlong', 'line two'];
  for (const secret of secrets) expect(shown).not.toContain(secret);
  await run.close();
  const environment = join(app.directory, '.gostyle/environments/staging');
  expect(filesWith('careless: ***', environment)).not.toEqual([]);
  for (const secret of secrets) expect(filesWith(secret, join(environment, '../..'))).toEqual([]);
});

test('a missing secret is reported before anything changes, and asked for once in a terminal', async () => {
  const app = appWithSecrets();
  const nobody = await RunningEngine.start(app, { stores: () => Promise.resolve({ ...STORES, parameterStore: {} }) });
  expect(await nobody.runHead()).toMatchObject({ status: 'Failed' });
  expect(nobody.engine.state().failure?.title)
    .toContain('staging needs TOKEN (Parameter Store: /shop/token), which has no value in this run');
  expect(nobody.environment('staging').instances).toEqual([]);
  await nobody.close();

  const questions: string[] = [];
  const asked = await RunningEngine.start(app, {
    stores: () => Promise.resolve({ ...STORES, parameterStore: {} }),
    askSecret: (question) => Promise.resolve(`answer ${questions.push(question)}`),
  });
  expect(await asked.runHead()).toMatchObject({ status: 'Succeeded' });
  expect(questions).toEqual(['Parameter Store: /shop/token']);
  expect(await secretsSeen(asked)).toContain('answer 1');
});
