import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Stack } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { Environment, Logs } from '../../src';
import { fakeLambda, type Answers } from '../helpers/inline-code';
import { pipelineTemplate, webPipeline } from '../helpers/web-pipeline';

const CODE = readFileSync(join(__dirname, '..', '..', 'provisioning', 'functions', 'tell-stage.cjs'), 'utf8');

test('notifies of a failed stage and a release to production', () => {
  pipelineTemplate().hasResourceProperties('AWS::Events::Rule', {
    EventPattern: {
      'source': ['aws.codepipeline'],
      'detail-type': ['CodePipeline Stage Execution State Change'],
      'detail': { pipeline: ['Web'], $or: [{ state: ['FAILED'] }, { state: ['SUCCEEDED'], stage: ['production'] }] },
    },
  });
});

test('without production notifies of failures only', () => {
  pipelineTemplate({ environments: [Environment.named('staging')] }).hasResourceProperties('AWS::Events::Rule', {
    EventPattern: { detail: { pipeline: ['Web'], state: ['FAILED'] } },
  });
});

test('the topic lets alarms of the account publish, over TLS', () => {
  const template = pipelineTemplate();
  template.resourceCountIs('AWS::SNS::Topic', 1);
  template.hasResourceProperties('AWS::SNS::TopicPolicy', {
    PolicyDocument: {
      Statement: Match.arrayWith([
        Match.objectLike({ Effect: 'Deny', Condition: { Bool: { 'aws:SecureTransport': 'false' } } }),
        Match.objectLike({
          Principal: { Service: 'cloudwatch.amazonaws.com' }, Condition: { StringEquals: { 'aws:SourceAccount': { Ref: 'AWS::AccountId' } } },
        }),
      ]),
    },
  });
});

test('an existing topic is used', () => {
  const web = webPipeline({ notificationTopic: Topic.fromTopicArn(new Stack(), 'Topic', 'arn:aws:sns:eu-west-1:111122223333:ours') });
  const template = Template.fromStack(Stack.of(web));
  template.resourceCountIs('AWS::SNS::Topic', 0);
  template.hasResourceProperties('AWS::Lambda::Function', { Environment: { Variables: { TOPIC_ARN: 'arn:aws:sns:eu-west-1:111122223333:ours' } } });
});

test('may read the application\'s log if it is sent to CloudWatch, and no other', () => {
  const staging = Environment.named('staging', { logs: Logs.cloudWatch({ unit: 'my-app.service' }) });
  const template = pipelineTemplate({ environments: [staging, Environment.named('production')] });
  template.hasResourceProperties('AWS::Lambda::Function', {
    Environment: { Variables: { STAGES: '{"staging":{"logGroup":"/gostyle/Web-staging/application"},"production":{}}' } },
  });
  template.hasResourceProperties('AWS::IAM::Policy', {
    PolicyDocument: {
      Statement: Match.arrayWith([Match.objectLike({
        Action: 'logs:GetLogEvents',
        Resource: { 'Fn::Join': ['', Match.arrayWith([':log-group:/gostyle/Web-staging/application:log-stream:*'])] },
      })]),
    },
  });
});

/** The text for human subscribers. */
function textOf({ MessageStructure, Message }: Record<string, unknown>): string {
  expect(MessageStructure).toBe('json');
  return (JSON.parse(Message as string) as { default: string }).default;
}

describe('the message', () => {
  const source = {
    stageName: 'Source',
    actionName: 'Source',
    status: 'Succeeded',
    output: { outputVariables: { CommitId: '0123456789abcdef', CommitMessage: 'feat: it\n\nmore' } },
  };
  const deploy = {
    stageName: 'production',
    actionName: 'Deploy',
    status: 'Failed',
    input: { actionTypeId: { provider: 'CodeDeploy' } },
    output: {
      executionResult: {
        externalExecutionId: 'd-1', externalExecutionSummary: 'too many hosts failed', externalExecutionUrl: 'https://console/d-1',
      },
    },
  };
  const failedEvent = (minute: number, diagnostics: object) => ({
    lifecycleEventName: 'ValidateService', status: 'Failed', endTime: new Date(2026, 0, 1, 0, minute), diagnostics,
  });
  const target = (targetId: string, ...lifecycleEvents: object[]) => ({ instanceTarget: { targetId, lifecycleEvents } });

  async function message(state: string, answers: Answers): Promise<{ Subject: string; Message: string }> {
    const { handler, sent } = fakeLambda(CODE, { Publish: () => ({}), ...answers }, { TOPIC_ARN: 'arn:topic', STAGES: '{}' });
    await handler({ detail: { 'pipeline': 'Web', 'stage': 'production', state, 'execution-id': 'e-1' } });
    const published = sent.filter(({ command }) => command === 'Publish').map(({ input }) => input);
    expect(published).toEqual([expect.objectContaining({ TopicArn: 'arn:topic' })]);
    return { Subject: published[0].Subject as string, Message: textOf(published[0]) };
  }

  test('names the environment, the event, the script, its exit code and the last lines of the first failed host', async () => {
    const { Subject, Message } = await message('FAILED', {
      ListActionExecutions: () => ({ actionExecutionDetails: [deploy, source] }),
      ListDeploymentTargets: () => ({ targetIds: ['i-late', 'i-early'] }),
      BatchGetDeploymentTargets: () => ({
        deploymentTargets: [
          target('i-late', failedEvent(9, {})),
          target('i-early', { lifecycleEventName: 'ApplicationStop', status: 'Succeeded' }, failedEvent(5, {
            errorCode: 'ScriptFailed',
            scriptName: 'deploy/validate.sh',
            logTail: 'one\ntwo\n',
            message: 'Script at specified location: deploy/validate.sh failed with exit code 7',
          })),
        ],
      }),
    });
    expect(Subject).toBe('Web: production failed');
    expect(Message.split('\n')).toEqual([
      'Web: production failed', 'Commit: 0123456 feat: it', 'Action: Deploy', 'Reason: too many hosts failed', 'Details: https://console/d-1',
      'Host: i-early', 'Lifecycle event: ValidateService', 'Script: deploy/validate.sh', 'Exit code: 7',
      'Error: ScriptFailed Script at specified location: deploy/validate.sh failed with exit code 7',
      'Last log lines:', 'one', 'two', 'Execution: e-1',
    ]);
  });

  test('has a form for chat applications and webhooks, which cannot use the text', async () => {
    const { handler, sent } = fakeLambda(CODE, {
      Publish: () => ({}), ListActionExecutions: () => ({ actionExecutionDetails: [source] }),
    }, { TOPIC_ARN: 'arn:topic', STAGES: '{}' });
    await handler({ detail: { 'pipeline': 'Web', 'stage': 'production', 'state': 'SUCCEEDED', 'execution-id': 'e-1' } });
    const { https } = JSON.parse(sent.at(-1)!.input.Message as string) as { https: string };
    expect(JSON.parse(https)).toEqual({
      version: '1.0',
      source: 'custom',
      content: {
        textType: 'client-markdown', title: 'Web: production was released', description: 'Commit: 0123456 feat: it\nExecution: e-1',
      },
    });
  });

  test('quotes the last lines of a command that runs once for a deployment, without CodeBuild\'s own messages', async () => {
    const migrate = {
      ...deploy,
      actionName: 'BeforeDeployment',
      input: { actionTypeId: { provider: 'CodeBuild' } },
      output: { executionResult: { externalExecutionId: 'Web-production-before-deployment:1-2', externalExecutionSummary: 'Build terminated' } },
    };
    const { Message } = await message('FAILED', {
      ListActionExecutions: () => ({ actionExecutionDetails: [migrate, source] }),
      GetLogEvents: ({ logGroupName, logStreamName }) => ({
        events: [
          { message: '[Container] 2026/01/01 Entering phase BUILD\n' }, { message: `${String(logGroupName)} ${String(logStreamName)}\n` },
          { message: 'column "visits" is not there, password=hunter2\n' },
        ],
      }),
    });
    expect(Message.split('\n').slice(3)).toEqual([
      'Reason: Build terminated', 'Last lines of the command:', '/aws/codebuild/Web-production-before-deployment 1-2',
      'column "visits" is not there, password=***', 'Execution: e-1',
    ]);
  });

  test('is sent without hosts if they cannot be read', async () => {
    const { Message } = await message('FAILED', {
      ListActionExecutions: () => ({ actionExecutionDetails: [deploy, source] }),
      ListDeploymentTargets: () => { throw new Error('not allowed'); },
    });
    expect(Message).toContain('Hosts: cannot be read: not allowed');
  });

  test.each([
    ['another region', { region: 'us-east-1' }, [['ListDeploymentTargets', { region: 'us-east-1' }]]],
    ['another account', { region: 'us-east-1', roleArn: 'arn:role' }, [
      ['AssumeRole', {}],
      ['ListDeploymentTargets', { region: 'us-east-1', credentials: { accessKeyId: 'key', secretAccessKey: 'secret', sessionToken: 'token' } }],
    ]],
  ])('looks up hosts in %s', async (_where, place, expected) => {
    const { handler, sent } = fakeLambda(CODE, {
      Publish: () => ({}),
      ListActionExecutions: () => ({ actionExecutionDetails: [deploy, source] }),
      AssumeRole: ({ RoleArn }) => ({
        Credentials: RoleArn === 'arn:role' ? { AccessKeyId: 'key', SecretAccessKey: 'secret', SessionToken: 'token' } : undefined,
      }),
      ListDeploymentTargets: () => ({ targetIds: [] }),
    }, { TOPIC_ARN: 'arn:topic', STAGES: JSON.stringify({ production: place }) });
    await handler({ detail: { 'pipeline': 'Web', 'stage': 'production', 'state': 'FAILED', 'execution-id': 'e-1' } });
    const looked = sent.filter(({ command }) => ['AssumeRole', 'ListDeploymentTargets'].includes(command));
    expect(looked.map(({ command, config }) => [command, config])).toEqual(expected);
  });

  describe('with the log of the application', () => {
    const stopped = { lifecycleEventName: 'ApplicationStop', status: 'Succeeded', startTime: new Date(2026, 0, 1, 0, 3) };
    const host = target('i-1', stopped, failedEvent(5, {}));
    const STAGES = JSON.stringify({ production: { region: 'us-east-1', logGroup: '/gostyle/Web-production/application' } });

    async function told(logs: Answers[string]) {
      const { handler, sent } = fakeLambda(CODE, {
        Publish: () => ({}),
        ListActionExecutions: () => ({ actionExecutionDetails: [deploy, source] }),
        ListDeploymentTargets: () => ({ targetIds: ['i-1'] }),
        BatchGetDeploymentTargets: () => ({ deploymentTargets: [host] }),
        GetLogEvents: logs,
      }, { TOPIC_ARN: 'arn:topic', STAGES });
      await handler({ detail: { 'pipeline': 'Web', 'stage': 'production', 'state': 'FAILED', 'execution-id': 'e-1' } });
      return { Message: textOf(sent.at(-1)!.input), read: sent.find(({ command }) => command === 'GetLogEvents')! };
    }

    test('quotes its last lines on that host, from the start of the deployment to the failure, without repetitions', async () => {
      const { Message, read } = await told(() => ({
        events: [{ message: 'Error: Cannot find module \'./orders\'\n' }, { message: 'exited' }, { message: 'exited' }, { message: 'exited' }],
      }));
      expect(read).toEqual({
        command: 'GetLogEvents',
        config: { region: 'us-east-1' },
        input: {
          logGroupName: '/gostyle/Web-production/application',
          logStreamName: 'i-1',
          startTime: new Date(2026, 0, 1, 0, 3).getTime(),
          endTime: new Date(2026, 0, 1, 0, 5, 1).getTime(),
          limit: 200,
        },
      });
      expect(Message).toContain('\nLast lines of the application:\nError: Cannot find module \'./orders\'\nexited (3 times)\nExecution: e-1');
    });

    test.each([
      ['DB_PASSWORD=hunter2 and more', 'DB_PASSWORD=*** and more'],
      ['{"apiKey":"hunter2","port":1}', '{"apiKey":***,"port":1}'],
      ['connecting to postgres://web:hunter2@db:5432/web', 'connecting to postgres://web:***@db:5432/web'],
      ['Authorization: Bearer hunter2', 'Authorization: Bearer ***'],
      [`key ${'AKIA'}${'A'.repeat(16)}.`, 'key ***.'],
      [`token ${'ghp_'}${'a'.repeat(36)}.`, 'token ***.'],
    ])('hides what looks like a secret: %s', async (line, expected) => {
      const { Message } = await told(() => ({ events: [{ message: line }] }));
      expect(Message).toContain(`Last lines of the application:\n${expected}\n`);
    });

    test('cuts long lines', async () => {
      const { Message } = await told(() => ({ events: [{ message: 'x'.repeat(10_000) }] }));
      expect(Message).toContain(`\n${'x'.repeat(500)}\n`);
    });

    test.each([
      ['of a host whose log cannot be read says why', () => { throw new Error('no such stream'); },
        'Application: its log cannot be read: no such stream'],
      ['of a silent application says so', () => ({ events: [] }), 'Application: it logged nothing during the deployment'],
    ])('%s', async (_what, logs, expected) => {
      expect((await told(logs)).Message).toContain(`\n${expected}\nExecution: e-1`);
    });
  });

  test('of a rejected approval gives its reason', async () => {
    const rejected = {
      stageName: 'production',
      actionName: 'Approve',
      status: 'Failed',
      output: { executionResult: { errorDetails: { message: 'Approval rejected: not today' } } },
    };
    const { Message } = await message('FAILED', { ListActionExecutions: () => ({ actionExecutionDetails: [rejected, source] }) });
    expect(Message).toContain('Action: Approve\nReason: Approval rejected: not today');
  });

  test('of a release names the commit', async () => {
    const { Subject, Message } = await message('SUCCEEDED', { ListActionExecutions: () => ({ actionExecutionDetails: [source] }) });
    expect([Subject, Message]).toEqual(['Web: production was released', 'Web: production was released\nCommit: 0123456 feat: it\nExecution: e-1']);
  });
});
