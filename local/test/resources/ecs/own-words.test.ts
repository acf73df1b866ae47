import { serving } from './serving-service';

test('a rollback because of a task that ended includes the output of its application', async () => {
  const run = await serving({});
  await run.deploy(2, 'return response.end(); } ); throw new Error("no such table: polls"); ({} , () => {');
  expect(run.lastError?.message).toContain('its program exited with exit status 1');
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
