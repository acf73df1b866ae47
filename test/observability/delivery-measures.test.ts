import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Environment } from '../../src';
import { fakeLambda } from '../helpers/inline-code';
import { pipelineTemplate } from '../helpers/web-pipeline';

const FUNCTIONS = join(__dirname, '..', '..', 'provisioning', 'functions');
const CODE = readFileSync(join(FUNCTIONS, 'measure-delivery.cjs'), 'utf8');

test('measures when the production stage ends', () => {
  pipelineTemplate().hasResourceProperties('AWS::Events::Rule', {
    EventPattern: { detail: { pipeline: ['Web'], state: ['SUCCEEDED', 'FAILED'], stage: ['production'] } },
  });
});

test('without production nothing is measured', () => {
  const functions = pipelineTemplate({ environments: [Environment.named('staging')] }).findResources('AWS::Lambda::Function');
  expect(Object.keys(functions).filter((id) => id.includes('Measures'))).toEqual([]);
});

describe('the measures', () => {
  const at = (minute: number) => new Date(Date.UTC(2026, 0, 1, 12, minute));
  const source = { stageName: 'Source', actionName: 'Source', status: 'Succeeded', output: { outputVariables: { AuthorDate: at(0).toISOString() } } };
  const action = (pipelineExecutionId: string, actionName: string, status: string, minute: number, stageName = 'production') =>
    ({ pipelineExecutionId, actionName, status, stageName, lastUpdateTime: at(minute) });

  let changes = ['ExecuteChangeSet', 'AddCapacity', 'Deploy'];
  afterEach(() => { changes = ['ExecuteChangeSet', 'AddCapacity', 'Deploy']; });

  /** What is measured at half past twelve; `history` has all actions of the pipeline, newest first, in pages. */
  async function measures(state: string, own: object[], ...history: object[][]): Promise<Record<string, unknown> | undefined> {
    const { handler, printed } = fakeLambda(CODE, {
      ListActionExecutions: ({ filter, nextToken = '0' }) => {
        if (filter) return { actionExecutionDetails: own };
        const next = Number(nextToken) + 1;
        return { actionExecutionDetails: history[next - 1] ?? [], nextToken: next < history.length ? String(next) : undefined };
      },
    }, { CHANGES: JSON.stringify({ production: changes }) });
    await handler({ time: at(30).toISOString(), detail: { 'pipeline': 'Web', 'stage': 'production', state, 'execution-id': 'now' } });
    expect(printed.length).toBeLessThanOrEqual(1);
    return printed.map((line) => JSON.parse(line) as Record<string, unknown>)[0];
  }

  test('a deployment, its lead time since the commit, and no failure', async () => {
    const measured = await measures('SUCCEEDED', [source], [action('now', 'Deploy', 'Succeeded', 29), action('before', 'Deploy', 'Succeeded', 1)]);
    expect(measured).toMatchObject({ Pipeline: 'Web', Environment: 'production', Deployments: 1, FailedDeployments: 0, LeadTime: 1800 });
    expect(measured).not.toHaveProperty('TimeToRestore');
  });

  test('are embedded metrics', async () => {
    const measured = await measures('SUCCEEDED', [source]);
    expect(measured?._aws).toEqual({
      Timestamp: at(30).getTime(),
      CloudWatchMetrics: [{
        Namespace: 'GoStyle/Delivery',
        Dimensions: [['Pipeline', 'Environment']],
        Metrics: [{ Name: 'Deployments', Unit: 'Count' }, { Name: 'FailedDeployments', Unit: 'Count' }, { Name: 'LeadTime', Unit: 'Seconds' }],
      }],
    });
  });

  test('time to restore begins with the first failure in a row, over pages and other stages', async () => {
    const measured = await measures('SUCCEEDED', [source],
      [action('now', 'Deploy', 'Succeeded', 29), action('3', 'Deploy', 'Failed', 20), action('3', 'ExecuteChangeSet', 'Succeeded', 19)],
      [action('3', 'Deploy', 'Succeeded', 18, 'staging'), action('2', 'ExecuteChangeSet', 'Failed', 10)],
      [action('1', 'Deploy', 'Succeeded', 5), action('0', 'Deploy', 'Failed', 1)]);
    expect(measured).toMatchObject({ TimeToRestore: 20 * 60 });
  });

  test('a failed deployment is a failure', async () => {
    expect(await measures('FAILED', [source, action('now', 'Deploy', 'Failed', 29)])).toMatchObject({ Deployments: 0, FailedDeployments: 1 });
  });

  test('a rejected approval changed nothing', async () => {
    expect(await measures('FAILED', [source, action('now', 'Approve', 'Failed', 29)])).toBeUndefined();
  });

  test('an environment that is released with its stack is measured by the stack\'s action', async () => {
    changes = ['ExecuteChangeSet'];
    const history = [
      action('now', 'ExecuteChangeSet', 'Succeeded', 29), action('failed', 'ExecuteChangeSet', 'Failed', 10),
      action('before', 'ExecuteChangeSet', 'Succeeded', 5), action('older', 'ExecuteChangeSet', 'Failed', 1),
    ];
    expect(await measures('SUCCEEDED', [source], history)).toMatchObject({ Deployments: 1, TimeToRestore: 20 * 60 });
  });
});

test('recognizes changes of production by its actions, whatever its compute', () => {
  pipelineTemplate().hasResourceProperties('AWS::Lambda::Function', {
    Environment: { Variables: { CHANGES: '{"production":["ExecuteChangeSet","ProtectStack","SetAlarmPolling","Deploy"]}' } },
  });
});
