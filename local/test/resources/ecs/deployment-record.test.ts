import { opened } from './serving-service';
import { Stopped } from '../../../src/model/action-failure';

test.each([
  ['Failed', 'no space left on device', new Error('no space left on device')],
  ['Stopped', 'it was stopped by a user', new Stopped('the execution was stopped')],
])('a deployment is recorded as %s: %s', async (status, message, error) => {
  const run = await opened({});
  run.desiredCount = 0;
  run.loadProblem = error;
  await run.deploy(1);
  expect(run.lastError).toBe(error);
  expect(run.record.record.deployments).toMatchObject([{ status, message }]);
});
