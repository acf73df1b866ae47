import { serving } from './serving-service';

test('replaces its tasks without a dropped request, and with all tasks serving', async () => {
  const run = await serving({});
  const { dropped, observed } = await run.deploy(2);
  expect(run.lastError).toBeUndefined();
  expect([dropped, Object.keys(observed).sort()]).toEqual([0, ['1', '2']]);
  expect(await run.versions()).toEqual([2]);
  expect(run.record.record).toMatchObject(
    { revision: { commit: { id: '2'.repeat(40) } }, deployments: [{ status: 'Succeeded' }, { status: 'Succeeded' }] });
});

test('a revision that does not start is rolled back without a failed request', async () => {
  const run = await serving({});
  const { dropped, observed } = await run.deploy(2, 'return response.end(); } ); throw new Error("no database"); ({} , () => {');
  expect(run.lastError?.message).toMatch(
    /was rolled back \(ALARM_ACTIVE\): alarm failed-tasks is in alarm; task \w+: its program exited with exit status 1/);
  expect([dropped, Object.keys(observed)]).toEqual([0, ['1']]);
  expect(await run.versions()).toEqual([1]);
  expect(run.record.record.deployments[0]).toMatchObject({ status: 'Failed', errorCode: 'ALARM_ACTIVE' });
});
