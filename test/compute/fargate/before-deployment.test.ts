import { App, Duration, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { Application, Command, Database, Environment, GoStyleWebPipeline, type EnvironmentOptions } from '../../../src';
import { fargate } from '../../helpers/fargate';
import { fakeLambda, type Answers } from '../../helpers/inline-code';
import { actionsOf, only, statementsOf, text } from '../../helpers/resources';
import { environmentStack, environmentTemplate, SMALLEST } from '../../helpers/web-pipeline';

const live = (options: EnvironmentOptions = {}, command = Command.run('node migrate.mjs')) =>
  Environment.named('live', { compute: fargate(), beforeDeployment: command, ...options });
const template = environmentTemplate(live());

const definitions = Object.values(template.findResources('AWS::ECS::TaskDefinition')).map(({ Properties }) => Properties as {
  Family: string; Cpu: string; TaskRoleArn: unknown; ExecutionRoleArn: unknown; ContainerDefinitions: Record<string, unknown>[];
});

test('its task is like one of the application, except for the command', () => {
  const [application, command] = ['Web-live', 'Web-live-before-deployment'].map((family) => definitions.find(({ Family }) => Family === family)!);
  const { Name, EntryPoint, Command: line, PortMappings, LogConfiguration, ...shared } = command.ContainerDefinitions[0];
  expect([Name, EntryPoint, line, PortMappings]).toEqual(['command', ['sh', '-c'], ['node migrate.mjs'], undefined]);
  expect(application.ContainerDefinitions[0]).toMatchObject(shared);
  expect(LogConfiguration).toMatchObject({ Options: { 'awslogs-stream-prefix': 'command' } });
  const { Family: _family, ContainerDefinitions: _containers, ...task } = command;
  expect(application).toMatchObject(task);
});

test('in Python, it finds the packages that the revision brings', () => {
  const pipeline = new GoStyleWebPipeline(new Stack(new App(), 'WebPipeline'), 'Web', {
    ...SMALLEST,
    application: Application.python({ directory: 'backend' }),
    environments: [live({}, Command.run('cd backend && python manage.py migrate'))],
  });
  const [, command] = Object.values(Template.fromStack(pipeline.environment('live')).findResources('AWS::ECS::TaskDefinition'))
    .map(({ Properties }) => (Properties as { ContainerDefinitions: { EntryPoint?: string[]; Command: string[] }[] }).ContainerDefinitions[0])
    .sort((a, b) => Number(a.EntryPoint !== undefined) - Number(b.EntryPoint !== undefined));
  expect(command.Command).toEqual([
    'export PYTHONPATH="${PYTHONPATH:+$PYTHONPATH:}$PWD/backend/packages"\ncd backend && python manage.py migrate',
  ]);
});

test('the service changes when the command has succeeded', () => {
  const [id] = Object.keys(template.findResources('Custom::BeforeDeployment'));
  const { DependsOn } = only(template, 'AWS::ECS::Service') as unknown as { DependsOn: string[] };
  expect(DependsOn).toContain(id);
  template.hasResourceProperties('Custom::BeforeDeployment', { ServiceTimeout: '2280' });
});

test('the command can connect to the attachments, and may read what it is given', () => {
  const connected = environmentTemplate(live({ uses: [Database.postgres()] }));
  const { DependsOn } = only(connected, 'Custom::BeforeDeployment') as unknown as { DependsOn: string[] };
  expect(DependsOn).toEqual(expect.arrayContaining([
    expect.stringMatching(/^Connections\w*Ingress0/), expect.stringMatching(/^TaskRole/), expect.stringMatching(/^TaskExecutionRoleDefaultPolicy/),
  ]));
});

test('no alarm counts its task, which always ends, as a failed one', () => {
  template.hasResourceProperties('AWS::Events::Rule', {
    EventPattern: {
      'detail-type': ['ECS Task State Change'],
      // The group of a task outside a service is its family.
      'detail': { group: [{ prefix: 'service:' }], stopCode: ['EssentialContainerExited', 'TaskFailedToStart'] },
    },
  });
});

test('an environment without one has the same resources as before', () => {
  const plain = environmentTemplate(Environment.named('live', { compute: fargate() }));
  const own = Object.entries(template.toJSON().Resources as object).filter(([id]) => !id.startsWith('BeforeDeployment'));
  expect(own.map(([id]) => id)).toEqual(Object.keys(plain.toJSON().Resources as object));
});

test('may run this task in this cluster, as the tasks of the application', () => {
  const statements = statementsOf(template, 'BeforeDeploymentRole');
  const of = (action: string) => statements.find((each) => actionsOf(each).includes(action))!;
  expect(text(of('ecs:RunTask').Resource)).toMatch(/:task-definition\/Web-live-before-deployment:\*$/);
  expect(JSON.stringify(of('ecs:RunTask'))).toContain('ecs:cluster');
  expect(JSON.stringify(of('iam:PassRole'))).toContain('ecs-tasks.amazonaws.com');
});

test('refuses a time-out longer than CloudFormation waits', () => {
  expect(() => environmentStack(live({}, Command.run('node migrate.mjs', { timeout: Duration.hours(1) })))).toThrow(
    '`environments.live.beforeDeployment.timeout` must be at most 50 minutes with `Compute.fargate()`, because CloudFormation waits for it,'
    + ' got: "60 minutes"');
  expect(() => environmentStack(live({}, Command.run('node migrate.mjs', { timeout: Duration.minutes(50) })))).not.toThrow();
});

describe('the function', () => {
  const stack = environmentStack(live());
  const code = (Object.values(Template.fromStack(Stack.of(stack)).findResources('AWS::Lambda::Function'))
    .map(({ Properties }) => Properties as { Code: { ZipFile: string } }).find(({ Code }) => Code.ZipFile.includes('RunTaskCommand')))!.Code.ZipFile;
  const definition = (revision: number) => ({ TaskDefinition: `arn:aws:ecs:eu-west-1:111122223333:task-definition/live:${revision}` });
  const event = (type: string, more: object = {}) => ({
    RequestType: type,
    StackId: 's',
    RequestId: 'r',
    LogicalResourceId: 'l',
    ResponseURL: 'https://answer',
    ResourceProperties: definition(7),
    ...more,
  });
  let answer: { Status?: string; Reason?: string } | undefined;
  let isAnswerTaken = true;
  afterEach(() => { isAnswerTaken = true; });

  /** Calls it like Lambda; the task goes through these states. */
  async function call(given: object, states: object[], more: Answers = {}, remaining = 900_000): Promise<ReturnType<typeof fakeLambda>['sent']> {
    answer = undefined;
    const { handler, sent } = fakeLambda(code, {
      RunTask: () => ({ tasks: [{ taskArn: 'arn:task/cluster/abc' }], failures: [] }),
      DescribeTasks: () => ({ tasks: [{ taskArn: 'arn:task/cluster/abc', ...states.length > 1 ? states.shift() : states[0] }] }),
      StopTask: () => ({}),
      ...more,
    }, { CLUSTER: 'cluster', NETWORK: '{"subnets":["subnet-1"],"securityGroups":["sg-1"]}', MINUTES: '30', LOG_GROUP: '/tasks', LOOK_EVERY_MS: '1' },
    {
      fetch: async (_url: string, { body }: { body: string }) => {
        answer = JSON.parse(body) as object;
        return { ok: isAnswerTaken, status: 503 };
      },
    });
    await (handler as (event: object, context: object) => Promise<void>)(given, { functionName: 'f', getRemainingTimeInMillis: () => remaining });
    return sent;
  }

  const ended = (container: object) => ({ lastStatus: 'STOPPED', stoppedReason: 'Essential container in task exited', containers: [container] });

  test('responds when the task has ended, which it starts once for each request', async () => {
    const sent = await call(event('Create'), [{ lastStatus: 'PROVISIONING' }, { lastStatus: 'RUNNING' }, ended({ exitCode: 0 })]);
    expect(answer).toMatchObject({ Status: 'SUCCESS', PhysicalResourceId: 'l' });
    expect(sent.map(({ command }) => command)).toEqual(['RunTask', 'DescribeTasks', 'DescribeTasks', 'DescribeTasks']);
    expect(sent[0].input).toMatchObject({
      cluster: 'cluster',
      taskDefinition: definition(7).TaskDefinition,
      clientToken: 'r',
      networkConfiguration: { awsvpcConfiguration: { subnets: ['subnet-1'], securityGroups: ['sg-1'], assignPublicIp: 'DISABLED' } },
    });
  });

  test('reports the last lines of a failed command to CloudFormation, without secrets', async () => {
    const lines = ['connecting with password=hunter2', 'column visits is not there'];
    const sent = await call(event('Update', { OldResourceProperties: definition(6) }), [ended({ exitCode: 3 })],
      { GetLogEvents: () => ({ events: lines.map((message) => ({ message })) }) });
    expect(sent.at(-1)?.input).toMatchObject({ logGroupName: '/tasks', logStreamName: 'command/command/abc' });
    expect(answer).toMatchObject({
      Status: 'FAILED',
      Reason: 'beforeDeployment ended with exit status 3 (log stream command/command/abc):'
        + ' connecting with password=*** | column visits is not there',
    });
  });

  test('reports why a task did not run', async () => {
    await call(event('Create'), [ended({ reason: 'CannotPullContainerError: not found' })]);
    expect(answer?.Reason).toContain('did not run: CannotPullContainerError: not found');
    await call(event('Create'), [], { RunTask: () => ({ tasks: [], failures: [{ reason: 'Capacity is unavailable' }] }) });
    expect(answer).toMatchObject({ Status: 'FAILED', Reason: 'beforeDeployment: no task could be started: Capacity is unavailable' });
  });

  test('runs nothing in a rollback of the stack, or on deletion', async () => {
    expect(await call(event('Update', { OldResourceProperties: definition(8) }), [])).toEqual([]);
    expect(answer).toMatchObject({ Status: 'SUCCESS' });
    expect(await call(event('Delete'), [])).toEqual([]);
    expect(answer).toMatchObject({ Status: 'SUCCESS' });
  });

  test('continues in another invocation when its own time is nearly over', async () => {
    let next: Record<string, unknown> | undefined;
    const again = (input: Record<string, unknown>) => { next = JSON.parse(input.Payload as string) as typeof next; return {}; };
    await call(event('Create'), [{ lastStatus: 'RUNNING' }], { Invoke: again }, 50_000);
    expect([answer, next]).toEqual([undefined, expect.objectContaining({ task: 'arn:task/cluster/abc', RequestId: 'r' })]);
    const sent = await call(next!, [ended({ exitCode: 0 })]);
    expect([sent.map(({ command }) => command), answer]).toEqual([['DescribeTasks'], expect.objectContaining({ Status: 'SUCCESS' })]);
  });

  test('leaves it to Lambda to call again when the answer does not arrive, which then finds the same task', async () => {
    isAnswerTaken = false;
    await expect(call(event('Create'), [ended({ exitCode: 0 })])).rejects.toThrow('CloudFormation answered 503');
    expect(answer).toMatchObject({ Status: 'SUCCESS' });
    isAnswerTaken = true;
    const sent = await call(event('Create'), [ended({ exitCode: 0 })]);
    expect([sent[0].input.clientToken, answer]).toEqual(['r', expect.objectContaining({ Status: 'SUCCESS' })]);
  });

  test('looks again when one look fails, and tells why it does not know the end', async () => {
    const failing = (failures: number): Answers => ({
      DescribeTasks: () => {
        if (failures-- > 0) throw new Error('Rate exceeded');
        return { tasks: [{ taskArn: 'arn:task/cluster/abc', ...ended({ exitCode: 0 }) }] };
      },
    });
    await call(event('Create'), [], failing(3));
    expect(answer).toMatchObject({ Status: 'SUCCESS' });
    const sent = await call({ ...event('Create'), task: 'arn:task/cluster/abc', until: Date.now() - 1 }, [], failing(Infinity));
    expect(sent.at(-1)).toMatchObject({ command: 'StopTask', input: { task: 'arn:task/cluster/abc' } });
    expect(answer?.Reason).toBe('beforeDeployment: did not end within 30 minutes and was stopped (its state is unknown: Rate exceeded)');
  });

  test('tries again to continue in another invocation', async () => {
    let failures = 2;
    const again = () => {
      if (failures-- > 0) throw new Error('Rate exceeded');
      return {};
    };
    const sent = await call(event('Create'), [{ lastStatus: 'RUNNING' }], { Invoke: again }, 50_000);
    expect([sent.filter(({ command }) => command === 'Invoke').length, answer]).toEqual([3, undefined]);
  });

  test('does not take the end of a command that was stopped for its success', async () => {
    await call(event('Create'), [{ ...ended({ exitCode: 0 }), stoppedReason: 'beforeDeployment took too long' }]);
    expect(answer).toMatchObject({ Status: 'FAILED', Reason: 'beforeDeployment: did not end within 30 minutes and was stopped' });
  });

  test('ends a task that takes too long', async () => {
    const sent = await call({ ...event('Create'), task: 'arn:task/cluster/abc', until: Date.now() - 1 }, [{ lastStatus: 'RUNNING' }]);
    expect(sent.at(-1)).toMatchObject({ command: 'StopTask', input: { task: 'arn:task/cluster/abc' } });
    expect(answer?.Reason).toBe('beforeDeployment: did not end within 30 minutes and was stopped');
  });
});
