import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App } from 'aws-cdk-lib';
import { actionRuns, type ActionRuns } from './action-runs';
import { cdnPipeline } from '../../../test/helpers/cdn';
import { resolvedStackOf } from '../../src/engine/actions/change-set-actions';
import { isSupportStack, recordStackAction } from '../../src/engine/actions/support-stack-action';
import { readEnvironment, settingsOfEnvironment } from '../resources/read-environment';

let runOf: ActionRuns;
const outdir = mkdtempSync(join(tmpdir(), 'local-run-'));

beforeAll(() => {
  const app = new App({ outdir });
  cdnPipeline(app);
  app.synth();
  runOf = actionRuns(outdir);
});

afterAll(() => rmSync(outdir, { recursive: true }));

test('the stack of its certificate is only recorded, but its outputs are available', async () => {
  const { run, said } = runOf('live', 'IssueCertificate');
  expect(isSupportStack(run)).toBe(true);
  expect(await recordStackAction(run)).toMatchObject({
    status: 'Skipped',
    variables: { CertificateArn: expect.any(String) as string },
    summary: '1 resource in 111122223333, us-east-1: recorded only',
  });
  expect(said).toEqual([expect.stringMatching(/^Web-live-edge: Certificate\w+ \(AWS::CertificateManager::Certificate\), recorded only$/)]);
  expect(isSupportStack(runOf('live', 'PrepareChangeSet').run)).toBe(false);
});

test('the load balancer behind it serves as usual, with its rate limit; a message says that nothing is cached', () => {
  const stack = resolvedStackOf(runOf('live', 'PrepareChangeSet').run);
  expect(readEnvironment(stack)).toMatchObject({ status: 'success' });
  const { loadBalancer, imitatedOtherwise } = settingsOfEnvironment(stack);
  expect(loadBalancer.rateLimits).toEqual([expect.objectContaining({ requests: 2000, status: 429 })]);
  expect(imitatedOtherwise).toContainEqual(expect.stringMatching(/^CdnDistribution\w+ is recorded only: nothing is cached on this machine/));
});
