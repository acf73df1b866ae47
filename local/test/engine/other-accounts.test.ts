import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App } from 'aws-cdk-lib';
import { actionRuns, type ActionRuns } from './action-runs';
import { everywhere } from '../../../test/helpers/accounts';
import { resolvedStackOf } from '../../src/engine/actions/change-set-actions';
import { isSupportStack, recordStackAction } from '../../src/engine/actions/support-stack-action';
import { readEnvironment } from '../resources/read-environment';

let runOf: ActionRuns;
const outdir = mkdtempSync(join(tmpdir(), 'local-run-'));

beforeAll(() => {
  const app = new App({ outdir });
  everywhere(app);
  app.synth();
  runOf = actionRuns(outdir);
});

afterAll(() => rmSync(outdir, { recursive: true }));

test.each([
  ['dev', 'eu-west-1a', '111122223333'],
  ['stage', 'eu-west-1a', '444455556666'],
  ['us', 'us-east-1a', '111122223333'],
  ['live', 'us-east-1a', '444455556666'],
])('the local run starts %s with the zones of its region and the names of its account', (name, zone, account) => {
  const stack = resolvedStackOf(runOf(name, 'PrepareChangeSet').run);
  expect(readEnvironment(stack)).toMatchObject({ status: 'success' });
  const resources = Object.values(stack.resources);
  const zones = resources.filter(({ type }) => type === 'AWS::EC2::Subnet').map(({ properties }) => properties.AvailabilityZone);
  // Actions do not name the pipeline's own region, so the run uses its placeholder.
  if (zone !== 'eu-west-1a') expect(zones).toContain(zone);
  expect(JSON.stringify(resources.filter(({ type }) => type === 'AWS::IAM::Policy'))).toContain(`:${account}:`);
});

test('stacks in other accounts and regions are reported, not run', async () => {
  const { run, said } = runOf('UpdatePipeline', 'Update-us-east-1');
  expect(isSupportStack(run)).toBe(true);
  expect(await recordStackAction(run)).toEqual({
    status: 'Skipped',
    summary: expect.stringMatching(/^\d+ resources in 111122223333, us-east-1: recorded only$/) as string,
  });
  expect(said).toEqual(expect.arrayContaining([
    expect.stringMatching(/^Web-region-us-east-1: ArtifactsKey\w+ \(AWS::KMS::Key\), recorded only$/),
    expect.stringMatching(/^Web-region-us-east-1: Notifications\w+ \(AWS::SNS::Topic\), recorded only$/),
  ]));
});

test('the stacks of an environment and of the pipeline are not such stacks', () => {
  expect(isSupportStack(runOf('live', 'PrepareChangeSet').run)).toBe(false);
  expect(isSupportStack(runOf('UpdatePipeline', 'Update-live-access').run)).toBe(true);
});
