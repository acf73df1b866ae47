import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { App, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { everywhere } from '../helpers/accounts';
import { fakeLambda, type Answers, type FakeLambda } from '../helpers/inline-code';
import { actionsOf, only, statementsOf, text } from '../helpers/resources';
import { pipelineTemplate } from '../helpers/web-pipeline';

const CODE = readFileSync(join(__dirname, '..', '..', 'provisioning', 'functions', 'care-for-stack.cjs'), 'utf8');
const ID = 'arn:aws:cloudformation:eu-west-1:111122223333:stack/Web-live/1';

interface Job {
  readonly parameters: Record<string, string>;
  readonly status?: string;
  readonly protectedAlready?: boolean;
  readonly continuationToken?: string;
  readonly error?: Error;
}

/** Runs the function for one job of the pipeline. */
async function run({ parameters, status, protectedAlready, continuationToken, error }: Job): Promise<FakeLambda['sent']> {
  const missing = Object.assign(new Error('Stack with id Web-live does not exist'), { name: 'ValidationError' });
  const answers: Answers = {
    DescribeStacks: () => {
      if (error ?? status === undefined) throw error ?? missing;
      return { Stacks: [{ StackId: ID, StackStatus: status, EnableTerminationProtection: protectedAlready ?? false }] };
    },
    DeleteStack: () => ({}),
    UpdateTerminationProtection: () => ({}),
    AssumeRole: () => ({ Credentials: { AccessKeyId: 'a', SecretAccessKey: 'b', SessionToken: 'c' } }),
    PutJobSuccessResult: () => ({}),
    PutJobFailureResult: () => ({}),
  };
  const { handler, sent } = fakeLambda(CODE, answers);
  const actionConfiguration = { configuration: { UserParameters: JSON.stringify(parameters) } };
  await handler({ 'CodePipeline.job': { id: 'job-1', data: { actionConfiguration, continuationToken } } });
  return sent;
}

const recover = (job: Omit<Job, 'parameters'>) => run({ ...job, parameters: { care: 'recover', stackName: 'Web-live' } });
const commands = (sent: FakeLambda['sent']) => sent.map(({ command }) => command);

describe('a stack that never came up is deleted, by its id', () => {
  test.each(['ROLLBACK_COMPLETE', 'CREATE_FAILED', 'REVIEW_IN_PROGRESS'])('%s', async (status) => {
    const sent = await recover({ status });
    expect(sent.map(({ command, input }) => [command, input.StackName ?? input.continuationToken])).toEqual([
      ['DescribeStacks', 'Web-live'], ['DeleteStack', ID], ['PutJobSuccessResult', ID],
    ]);
  });

  test('the action waits until it is gone', async () => {
    const [asked, answered] = await recover({ status: 'DELETE_IN_PROGRESS', continuationToken: ID });
    expect(asked.input).toEqual({ StackName: ID });
    expect(answered).toMatchObject({ command: 'PutJobSuccessResult', input: { jobId: 'job-1', continuationToken: ID } });
    const [, gone] = await recover({ status: 'DELETE_COMPLETE', continuationToken: ID });
    expect(gone.input).toEqual({
      jobId: 'job-1', executionDetails: { summary: 'Web-live never came up and was deleted' }, outputVariables: { AttemptId: 'job1' },
    });
  });

  test('fails with instructions when a stack cannot be deleted', async () => {
    const [, failed] = await recover({ status: 'DELETE_FAILED', continuationToken: ID });
    expect(failed).toMatchObject({ command: 'PutJobFailureResult', input: { failureDetails: { type: 'JobFailed' } } });
    expect((failed.input.failureDetails as { message: string }).message)
      .toMatch(/\(DELETE_FAILED\): look at its events, turn off the deletion protection .* retry the whole stage$/);
  });
});

/** All other states of a stack. */
test.each([
  'CREATE_COMPLETE', 'CREATE_IN_PROGRESS', 'DELETE_COMPLETE', 'DELETE_FAILED', 'DELETE_IN_PROGRESS', 'IMPORT_COMPLETE', 'IMPORT_IN_PROGRESS',
  'IMPORT_ROLLBACK_COMPLETE', 'IMPORT_ROLLBACK_FAILED', 'IMPORT_ROLLBACK_IN_PROGRESS', 'ROLLBACK_IN_PROGRESS', 'UPDATE_COMPLETE',
  'UPDATE_COMPLETE_CLEANUP_IN_PROGRESS', 'UPDATE_FAILED', 'UPDATE_IN_PROGRESS', 'UPDATE_ROLLBACK_COMPLETE',
  'UPDATE_ROLLBACK_COMPLETE_CLEANUP_IN_PROGRESS', 'UPDATE_ROLLBACK_FAILED', 'UPDATE_ROLLBACK_IN_PROGRESS',
])('a stack in %s is left as it is', async (status) => {
  const sent = await recover({ status });
  expect(commands(sent)).toEqual(['DescribeStacks', 'PutJobSuccessResult']);
  expect(sent[1].input).toMatchObject({ jobId: 'job-1', executionDetails: { summary: `Web-live is ${status}: left as it is` } });
});

test('does not touch a creation whose rollback failed', async () => {
  expect(commands(await recover({ status: 'ROLLBACK_FAILED' }))).toEqual(['DescribeStacks', 'PutJobFailureResult']);
});

test('does nothing before the first creation', async () => {
  expect((await recover({})).at(-1)!.input).toMatchObject({ executionDetails: { summary: 'there is no Web-live yet' } });
});

test('reports an error of CloudFormation as that of the action', async () => {
  const [, failed] = await recover({ error: new Error('Rate exceeded') });
  expect(failed).toMatchObject({ command: 'PutJobFailureResult', input: { failureDetails: { message: 'Rate exceeded' } } });
});

test('assumes a role in another account, in the stack\'s region', async () => {
  const sent = await run({
    parameters: { care: 'recover', stackName: 'Web-live', region: 'us-east-1', roleArn: 'arn:aws:iam::1:role/x' },
    status: 'CREATE_COMPLETE',
  });
  expect(sent[0]).toMatchObject({ command: 'AssumeRole', input: { RoleArn: 'arn:aws:iam::1:role/x' } });
  expect(sent[1]).toMatchObject({ command: 'DescribeStacks', config: { region: 'us-east-1', credentials: { accessKeyId: 'a' } } });
});

test('enables termination protection of production only once', async () => {
  const parameters = { care: 'protect', stackName: 'Web-live' };
  const sent = await run({ parameters, status: 'CREATE_COMPLETE' });
  expect(commands(sent)).toEqual(['DescribeStacks', 'UpdateTerminationProtection', 'PutJobSuccessResult']);
  expect(sent[1].input).toEqual({ StackName: 'Web-live', EnableTerminationProtection: true });
  expect(commands(await run({ parameters, status: 'CREATE_COMPLETE', protectedAlready: true }))).toEqual(['DescribeStacks', 'PutJobSuccessResult']);
});

interface Action {
  readonly Name: string;
  readonly RunOrder: number;
  readonly Configuration: { readonly UserParameters?: string };
}

function stage(name: string, template: Template): Action[] {
  const stages = only(template, 'AWS::CodePipeline::Pipeline').Properties.Stages as { Name: string; Actions: Action[] }[];
  return stages.find(({ Name }) => Name === name)!.Actions;
}

test('is the first action of a stage, so that a retry creates a change set for a stack that accepts one', () => {
  const template = pipelineTemplate();
  expect(stage('staging', template).slice(0, 2).map(({ Name, RunOrder }) =>
    [Name, RunOrder])).toEqual([['RecoverStack', 1], ['PrepareChangeSet', 2]]);
  expect(stage('production', template).map(({ Name }) => Name).slice(0, 5))
    .toEqual(['RecoverStack', 'PrepareChangeSet', 'Approve', 'ExecuteChangeSet', 'ProtectStack']);
});

test('may access only stacks of environments, with only the actions that it uses', () => {
  const granted = statementsOf(pipelineTemplate(), 'WebDeliveryStackCareRole')
    .flatMap((statement) =>
      [statement.Resource].flat().map((resource) => [actionsOf(statement).filter((name) => !name.startsWith('logs:')), text(resource)]))
    .filter(([actions]) => actions.length > 0);
  const onStack = ['cloudformation:DeleteStack', 'cloudformation:DescribeStacks', 'cloudformation:UpdateTerminationProtection'];
  const stack = (name: string) => `arn:<AWS::Partition>:cloudformation:<AWS::Region>:<AWS::AccountId>:stack/${name}/*`;
  expect(granted.sort((a, b) => text(a[1]).localeCompare(text(b[1])))).toEqual([
    [['codepipeline:PutJobFailureResult', 'codepipeline:PutJobSuccessResult'], '*'], [onStack, stack('Web-production')],
    [onStack, stack('Web-staging')],
  ]);
});

describe('in other accounts and regions', () => {
  const app = new App();
  const web = everywhere(app);
  const template = Template.fromStack(Stack.of(web));

  test('the function gets account and region, and assumes a role for one stack', () => {
    expect(JSON.parse(stage('live', template)[0].Configuration.UserParameters!)).toEqual({
      care: 'recover',
      stackName: 'Web-live',
      region: 'us-east-1',
      roleArn: expect.stringMatching(/^arn:aws:iam::444455556666:role\/Web-live-stack-/) as string,
    });
    const access = web.node.findAll().filter((node): node is Stack => Stack.isStack(node)).find(({ stackName }) => stackName === 'Web-live-access')!;
    const granted = statementsOf(Template.fromStack(access), 'StackRole');
    expect(granted.map(({ Resource }) => text(Resource))).toEqual(['arn:aws:cloudformation:us-east-1:444455556666:stack/Web-live/*']);
  });

  test('needs no role for another region of the pipeline\'s account', () => {
    expect(JSON.parse(stage('us', template)[0].Configuration.UserParameters!)).toEqual({ care: 'recover', stackName: 'Web-us', region: 'us-east-1' });
  });
});
