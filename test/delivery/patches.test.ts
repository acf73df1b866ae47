import { App, Stack, TimeZone } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { MachineImage } from 'aws-cdk-lib/aws-ec2';
import { ScheduleExpression } from 'aws-cdk-lib/aws-scheduler';
import { Compute, Environment, Patches } from '../../src';
import { only, statementsOf, text } from '../helpers/resources';
import { run } from '../helpers/state-machine';
import { pipelineTemplate, webPipeline } from '../helpers/web-pipeline';

const AMAZON_LINUX = '/aws/service/ami-amazon-linux-latest/al2023-ami-kernel-6.1-x86_64';

interface Situation {
  readonly images?: Record<string, string>;
  readonly executions?: readonly (readonly [status: string, started: string])[];
}

/** Names of the pipelines that were started. */
async function look({ images = {}, executions = [] }: Situation): Promise<{ started: unknown[]; states: string[] }> {
  const started: unknown[] = [];
  const names = Object.keys(images);
  const states = await run('start-for-patches', { PipelineName: 'Web', ParameterNames: [AMAZON_LINUX, '/own'].join(',') }, {
    getParameters: (request) => ({
      Parameters: names.map((Name) => ({ Name, LastModifiedDate: images[Name] })),
      InvalidParameters: (request as { Names: string[] }).Names.filter((name) => !names.includes(name)),
    }),
    listPipelineExecutions: () => ({ PipelineExecutionSummaries: executions.map(([Status, StartTime]) => ({ Status, StartTime })) }),
    startPipelineExecution: (request) => {
      started.push((request as { Name: string }).Name);
      return {};
    },
  });
  return { started, states };
}

describe('the pipeline is started', () => {
  const images = { [AMAZON_LINUX]: '2026-11-20T08:00:00.123Z', '/own': '2026-10-01T00:00:00Z' };

  test.each<[string, boolean, Situation['executions']]>([
    ['when an image is newer than the last release', true, [['Failed', '2026-11-24T00:00:00Z'], ['Succeeded', '2026-11-19T00:00:00Z']]],
    ['not when the last release already had it', false, [['Succeeded', '2026-11-20T08:00:01Z'], ['Succeeded', '2026-11-01T00:00:00Z']]],
    ['not while a release that has it is in progress', false, [['InProgress', '2026-11-21T00:00:00Z'], ['Succeeded', '2026-11-01T00:00:00Z']]],
    ['not before the first release', false, [['Failed', '2026-11-19T00:00:00Z']]],
    ['not when there was no release', false, []],
  ])('%s', async (_name, starts, executions) => {
    expect((await look({ images, executions })).started).toEqual(starts ? ['Web'] : []);
  });

  test('fails when an image is unknown, and an alarm reports it', async () => {
    const { started, states } = await look({ images: { '/own': '2026-11-20T08:00:00Z' }, executions: [['Succeeded', '2026-11-01T00:00:00Z']] });
    expect({ started, last: states.at(-1) }).toEqual({ started: [], last: 'UnknownImage' });
    const alarm = only(pipelineTemplate({ patches: Patches.weekly() }), 'AWS::CloudWatch::Alarm');
    expect(alarm.Properties).toMatchObject({ MetricName: 'ExecutionsFailed' });
  });
});

test('by default on Tuesdays at three, UTC, for the images of all environments', () => {
  const template = pipelineTemplate({ patches: Patches.weekly() });
  expect(only(template, 'AWS::Scheduler::Schedule').Properties)
    .toMatchObject({ ScheduleExpression: 'cron(0 3 ? * TUE *)', ScheduleExpressionTimezone: 'Etc/UTC' });
  expect(only(template, 'AWS::StepFunctions::StateMachine').Properties).toMatchObject({
    DefinitionSubstitutions: { PipelineName: 'Web', ParameterNames: AMAZON_LINUX },
  });
});

test('may look up images and start this pipeline only', () => {
  const allowed = statementsOf(pipelineTemplate({ patches: Patches.weekly() }), 'WebPatchesRole')
    .map(({ Action, Resource }) => [Action, text(Resource)]);
  expect(allowed).toEqual([
    [['codepipeline:ListPipelineExecutions', 'codepipeline:StartPipelineExecution'], expect.stringMatching(/:Web$/)],
    ['ssm:GetParameters', expect.stringMatching(`::parameter${AMAZON_LINUX}$`)],
  ]);
});

test('another day, hour and time zone, or another schedule', () => {
  const schedule = (patches: Patches) => only(pipelineTemplate({ patches }), 'AWS::Scheduler::Schedule').Properties;
  expect(schedule(Patches.weekly({ weekDay: 'SUN', hour: 22, timeZone: TimeZone.EUROPE_BERLIN })))
    .toMatchObject({ ScheduleExpression: 'cron(0 22 ? * SUN *)', ScheduleExpressionTimezone: 'Europe/Berlin' });
  expect(schedule(Patches.scheduled(ScheduleExpression.expression('rate(1 day)')))).toMatchObject({ ScheduleExpression: 'rate(1 day)' });
});

test('compares AWS\'s public images of another account, but not that account\'s own', () => {
  const app = new App();
  const stack = new Stack(app, 'WebPipeline', { env: { account: '111122223333', region: 'eu-west-1' } });
  const compute = Compute.ec2({ machineImage: MachineImage.fromSsmParameter('/golden/web') });
  const environments = [
    Environment.named('staging'),
    Environment.named('live', { production: true, env: { account: '444455556666', region: 'eu-west-1' }, compute }),
  ];
  webPipeline({ environments, patches: Patches.weekly() }, app, stack);
  expect(only(Template.fromStack(stack), 'AWS::StepFunctions::StateMachine').Properties).toMatchObject({
    DefinitionSubstitutions: { ParameterNames: AMAZON_LINUX },
  });
});

test('fails if there is nothing to compare, and for an invalid day or hour', () => {
  const compute = Compute.ec2({ machineImage: MachineImage.genericLinux({ 'eu-west-1': 'ami-1' }) });
  const app = new App();
  const stack = new Stack(app, 'WebPipeline', { env: { account: '111122223333', region: 'eu-west-1' } });
  webPipeline({ environments: [Environment.named('staging', { compute })], patches: Patches.weekly() }, app, stack);
  expect(() => app.synth()).toThrow(/`patches` has nothing to compare: .*`MachineImage.fromSsmParameter`/);
  expect(() => Patches.weekly({ weekDay: 'Tuesday' })).toThrow('`patches.weekDay` must be a day of the week in three capital letters');
  expect(() => Patches.weekly({ hour: 24 })).toThrow('`patches.hour` must be a whole number between 0 and 23');
});
