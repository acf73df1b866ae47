import { appWithSecrets, secretsSeen, STORES } from './app-with-secrets';
import { RunningEngine } from './running-engine';

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
