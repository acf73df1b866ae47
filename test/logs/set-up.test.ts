import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Duration } from 'aws-cdk-lib';
import { setUpSteps, type SetUp, type SetUpStep } from '../../src/logs/set-up-steps';
import { CREDENTIALS, FakeOpenSearch } from '../helpers/fake-open-search';
import { loadInlineCode } from '../helpers/inline-code';

const CODE = readFileSync(join(__dirname, '..', '..', 'provisioning', 'custom-resources', 'open-search-set-up.cjs'), 'utf8');
const SET_UP: SetUp = {
  environmentName: 'live',
  searchableFor: Duration.days(30),
  replicas: 1,
  writers: ['arn:aws:iam::111122223333:role/firehose'],
  readers: ['arn:aws:iam::111122223333:role/support'],
  savedObjects: [],
  alerts: { topicArn: 'arn:aws:sns:eu-west-1:111122223333:alarms', roleArn: 'arn:aws:iam::111122223333:role/alerts' },
};

let fake: FakeOpenSearch;
beforeEach(async () => { fake = await FakeOpenSearch.start(); });
afterEach(() => fake.stop());

/** Called as by CloudFormation, with pauses that take no time and a clock that advances by one second each time it is read. */
async function call(
  type: 'Create' | 'Update' | 'Delete', steps: SetUpStep[] = setUpSteps(SET_UP), env: object = CREDENTIALS,
): Promise<Record<string, unknown>> {
  let seconds = 0;
  class Clock extends Date {
    static override now(): number {
      seconds += 1;
      return seconds * 1000;
    }
  }
  const handler = loadInlineCode(CODE, {}, { process: { env }, setTimeout: (then: () => void) => setImmediate(then), Date: Clock });
  await handler({
    RequestType: type,
    ResponseURL: `${fake.endpoint}/cloudformation`,
    StackId: 'stack',
    RequestId: 'request',
    LogicalResourceId: 'SetUp',
    ...type !== 'Create' && { PhysicalResourceId: 'set-up-of-SetUp' },
    ResourceProperties: { Endpoint: fake.endpoint, Steps: JSON.stringify(steps) },
  });
  return fake.events.at(-1)!;
}

test('a new domain gets roles, retention, index template, alerts and dashboards', async () => {
  expect(await call('Create')).toMatchObject({ Status: 'SUCCESS', PhysicalResourceId: 'set-up-of-SetUp', StackId: 'stack', RequestId: 'request' });
  expect([...fake.kept.keys()]).toEqual([
    '/_plugins/_security/api/roles/gostyle-writer', '/_plugins/_security/api/rolesmapping/gostyle-writer',
    '/_plugins/_security/api/roles/gostyle-reader', '/_plugins/_security/api/rolesmapping/gostyle-reader',
    '/_plugins/_ism/policies/gostyle-logs', '/_index_template/gostyle-logs', '/_plugins/_notifications/configs/gostyle-alarms',
  ]);
  expect(fake.kept.get('/_plugins/_security/api/rolesmapping/gostyle-writer')!.body).toEqual({ backend_roles: SET_UP.writers });
  expect([...fake.monitors.values()]).toMatchObject([
    {
      name: 'gostyle: errors in the application\'s log',
      triggers: [{ query_level_trigger: { actions: [{ destination_id: 'gostyle-alarms', throttle_enabled: true }] } }],
    },
    { name: 'gostyle: errors of hook scripts and of the agent' },
  ]);
  expect([...fake.savedObjects.keys()]).toEqual(expect.arrayContaining(['index-pattern/gostyle-logs', 'dashboard/gostyle-overview']));
});

test('a change updates what exists and creates nothing again', async () => {
  await call('Create');
  const { size } = fake.savedObjects;
  expect(await call('Update', setUpSteps({ ...SET_UP, searchableFor: Duration.days(7) }))).toMatchObject({ Status: 'SUCCESS' });
  expect(JSON.stringify(fake.kept.get('/_plugins/_ism/policies/gostyle-logs'))).toContain('"version":1');
  expect(JSON.stringify(fake.kept.get('/_plugins/_ism/policies/gostyle-logs'))).toContain('"7d"');
  expect(fake.monitors.size).toBe(2);
  expect(fake.savedObjects.size).toBe(size);
});

test('the content of a domain is kept when the resource is deleted', async () => {
  expect(await call('Delete')).toMatchObject({ Status: 'SUCCESS', PhysicalResourceId: 'set-up-of-SetUp' });
  expect(fake.asked).toEqual([]);
});

test('waits for a domain that is not ready', async () => {
  fake.unready = 3;
  expect(await call('Create')).toMatchObject({ Status: 'SUCCESS' });
  expect(fake.asked.slice(0, 4)).toEqual(Array(4).fill('PUT /_plugins/_security/api/roles/gostyle-writer'));
});

test('fails if the domain is never ready, with its response', async () => {
  fake.unready = Infinity;
  expect(await call('Create')).toMatchObject({ Status: 'FAILED', Reason: expect.stringContaining('was answered with 503') as string });
});

test('fails with the error of the domain', async () => {
  const stranger = { ...CREDENTIALS, AWS_SECRET_ACCESS_KEY: 'other' };
  expect(await call('Create', setUpSteps(SET_UP), stranger)).toMatchObject({
    Status: 'FAILED',
    Reason: expect.stringMatching(/^OpenSearch: PUT \/_plugins\/_security\/api\/roles\/gostyle-writer was answered with 403: .*signature/) as string,
  });
});

test('fails with the names of saved objects with dangling references', async () => {
  const alone = '{"type":"dashboard","id":"mine","attributes":{},"references":[{"type":"search","id":"gone"}]}';
  expect(await call('Create', [{ kind: 'savedObjects', body: alone }])).toMatchObject({
    Status: 'FAILED', Reason: 'OpenSearch: saved objects were not imported: dashboard mine: missing_references',
  });
});
