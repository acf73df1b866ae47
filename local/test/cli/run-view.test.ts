import { PassThrough } from 'node:stream';
import { promptForApprovals } from '../../src/cli/run-view/approval-prompt';
import { briefly } from '../../src/cli/run-view/brief';
import { failureText } from '../../src/cli/run-view/failure-text';
import { hostLines } from '../../src/cli/run-view/host-lines';
import { clean, messageLine } from '../../src/cli/run-view/message-line';
import { runSummary, summaryText } from '../../src/cli/run-view/run-summary';
import { SecretPrompt } from '../../src/cli/run-view/secret-prompt';
import { Style } from '../../src/cli/run-view/style';
import { timeTable } from '../../src/cli/run-view/time-table';
import type { Message } from '../../src/messages/message';
import type { EnvironmentState, ExecutionState, RunState } from '../../src/model/run-state';
import { NO_TRAFFIC } from '../../src/model/target';
import { FakeBackend } from '../web/fake-backend';
import { APPROVAL } from '../web/sample-state';

const plain = new Style(false);
const time = '2026-11-24T12:34:56.789Z';
const message: Message = { time, level: 'info', code: 'stage.started', message: 'it works', environment: 'production', instance: 'i-1' };

const execution: ExecutionState = {
  id: 'e1',
  status: 'Succeeded',
  trigger: 'StartPipelineExecution',
  startedAt: '',
  seconds: 12.34,
  commit: { id: 'abcdef0123', subject: 's', author: 'a', date: '', branch: 'main' },
  stages: [
    { name: 'Build', status: 'Succeeded', seconds: 10, actions: [{ name: 'Build', provider: 'CodeBuild', status: 'Succeeded', seconds: 125 }] },
    { name: 'production', status: 'NotStarted', actions: [] },
  ],
};

const environment: EnvironmentState = {
  name: 'production',
  url: 'http://127.0.0.1:1',
  revision: 'abcdef0123',
  traffic: [],
  recordedOnly: [],
  panels: [],
  hostKind: 'instance',
  instances: [{ id: 'i-1', availabilityZone: 'a', lifecycle: 'InService', inService: true, target: 'healthy', port: 1, inFlight: 0, requests: 0 }],
  statistics: NO_TRAFFIC,
  load: { rate: 50, requests: 100, dropped: 1, p50Ms: 1.5, p99Ms: 20, sent: { 'GET /health': 100 } },
};

const state: RunState = {
  pipeline: { name: 'Web', executionMode: 'QUEUED', source: '/repo', branch: 'main' },
  executions: [execution],
  environments: [environment],
  approvals: [],
};

test('a message shows the time, the place and the text, with colours only if enabled', () => {
  expect(messageLine(message, plain)).toBe('12:34:56 production i-1           it works');
  expect(messageLine({ ...message, level: 'error' }, new Style(true))).toContain('\u001b[31mit works');
});

test('the output of a program cannot control the terminal', () => {
  expect(clean('\u001b[2J\u001b]0;title\u0007red\u001b[31m \u0000\u0008text\r')).toBe('\\x1b[2J\\x1b]0;title\\x07red \\x00\\x08text');
  expect(clean('x'.repeat(10_000))).toHaveLength(400 + '... (10000 characters)'.length);
});

test('the summary of a run, for programs', () => {
  expect(runSummary(state, 1.23456)).toEqual({
    type: 'summary',
    status: 'Succeeded',
    commit: 'abcdef0123',
    seconds: 1.235,
    stages: [{ name: 'Build', status: 'Succeeded', seconds: 10 }, { name: 'production', status: 'NotStarted', seconds: 0 }],
    environments: [{
      name: 'production',
      url: 'http://127.0.0.1:1',
      revision: 'abcdef0123',
      instances: 1,
      requests: 100,
      dropped: 1,
      p50Ms: 1.5,
      p99Ms: 20,
      sent: { 'GET /health': 100 },
    }],
  });
});

const ENDS = [['Superseded', 'Stopped'], ['InProgress', 'Stopped'], ['Failed', 'Failed']] as const;

test.each(ENDS)('an execution that is %s makes the run %s', (status, expected) => {
  expect(runSummary({ ...state, executions: [{ ...execution, status }] }, 1).status).toBe(expected);
});

test('a run that ended before its first execution counts as stopped', () => {
  expect(runSummary({ ...state, executions: [] }, 1)).toMatchObject({ status: 'Stopped', commit: '', stages: [] });
});

test('the summary of a run, for people', () => {
  expect(summaryText(runSummary(state, 1), state, plain).split('\n')).toEqual([
    'Succeeded abcdef0 after 1 s',
    '  production: abcdef0 on 1 of 1 instance, http://127.0.0.1:1, 100 requests (GET /health 100), 1 dropped, p50 1.5 ms, p99 20.0 ms',
  ]);
});

test.each([
  ['task', 1, ' on 1 of 1 task'],
  ['execution environment', 0, ', no execution environments at the moment'],
  [undefined, 0, ', no hosts at the moment'],
])(
  'the summary counts hosts in the terms of their compute: %s', (hostKind, count, expected) => {
    const { instances, ...rest } = environment;
    const of: RunState = { ...state, environments: [{ ...rest, hostKind, instances: instances.slice(0, count) }] };
    expect(summaryText(runSummary(of, 1), of, plain)).toContain(`production: abcdef0${expected}, http`);
  });

test('the table of times leaves out what never started', () => {
  const [build] = execution.stages;
  const approve = { name: 'Approve', provider: 'Manual', status: 'Failed', seconds: 5 } as const;
  const failed: ExecutionState = {
    ...execution,
    stages: [build!, { name: 'production', status: 'Failed', seconds: 5, actions: [approve, { ...approve, name: 'Deploy', status: 'NotStarted' }] }],
  };
  expect(timeTable(failed)).toMatch(/ {2}Approve +Failed +5 s$/);
});

test('the table of times', () => {
  expect(timeTable(execution).split('\n')).toEqual([
    'where the time went (12 s in total)',
    'Build    Succeeded        10 s',
    '  Build  Succeeded  2 min 05 s',
  ]);
});

test('what failed first', () => {
  expect(failureText({
    executionId: 'e1',
    time: '',
    stage: 'production',
    action: 'Deploy',
    environment: 'production',
    instance: 'i-1',
    title: 'ValidateService failed',
    lastLines: ['nothing answers'],
    diagnostics: { errorCode: 'ScriptFailed', scriptName: 'validate.sh', message: '', logTail: '' },
  }).split('\n')).toEqual([
    'failed in production, Deploy, i-1: ValidateService failed',
    '  error code ScriptFailed, script validate.sh',
    '  | nothing answers',
  ]);
});

test('what a person rejected has not failed', () => {
  const title = 'production was rejected by root: not yet';
  const rejected = { executionId: 'e1', time: '', stage: 'production', action: 'Approve', title, lastLines: [] };
  expect(failureText({ ...rejected, environment: 'production' })).toBe(title);
  expect(failureText({ ...rejected, environment: 'staging' })).toMatch(/^failed in production/);
});

test('what the title begins with is not repeated', () => {
  const failure = { executionId: 'e1', time: '', stage: 'production', lastLines: ['api exits: no url', 'api exits'] };
  expect(failureText({ ...failure, title: 'api exits: no url; deployment failed' }).split('\n')).toEqual([
    'failed in production: api exits: no url; deployment failed', '  | api exits',
  ]);
});

test('a unit that keeps crashing is one line per host and deployment', () => {
  const isBrief = briefly({ isUpdated: true });
  const crash: Message = { time, level: 'warning', code: 'instance.unit.failed', message: 'web.service failed: exit-code', instance: 'i-1' };
  expect([crash, crash, { ...crash, instance: 'i-2' }, crash].map(isBrief)).toEqual([true, false, true, false]);
  expect([{ ...message, code: 'deployment.started' as const }, crash].map(isBrief)).toEqual([true, true]);
});

test('by default, the terminal shows one event per host of a deployment, and nothing of hooks without scripts', () => {
  const isBrief = briefly({ isUpdated: true });
  const event = (name: string, noop = false): Message => ({
    ...message, code: 'deployment.event.succeeded', message: `${name}: Succeeded${noop ? ' (nothing to do)' : ''}`, data: { event: name },
  });
  const events = [
    event('ApplicationStop', true), event('Install'), event('ApplicationStart'), event('AllowTraffic'), event('AfterAllowTraffic', true),
  ];
  expect(events.filter(isBrief).map(({ message: text }) => text)).toEqual(['AllowTraffic: Succeeded']);
});

test.each<[string, Partial<Message>]>([
  ['the build prints', { code: 'build.output' }],
  ['a hook prints', { code: 'deployment.output', level: 'debug' }],
  ['a unit prints', { code: 'instance.unit.output', level: 'debug' }],
  ['the service does with what follows a failed event', { code: 'deployment.event.skipped' }],
  ['the failure at the end says in full', { code: 'deployment.event.failed', level: 'error' }],
])('by default, the terminal leaves out what %s', (_what, more) => {
  expect(briefly({ isUpdated: true })({ ...message, ...more })).toBe(false);
});

test.each<[string, Partial<Message>[], boolean[]]>([
  ['a host until it is in service', ['Pending', 'Pending:Wait', 'InService', 'Terminating', 'Terminated'].map((lifecycle) => (
    { code: 'instance.lifecycle' as const, data: { lifecycle } })), [false, false, true, false, true]],
  ['a change set', ['Add', 'Modify', 'Remove'].map((action) => ({ code: 'change-set.change' as const, data: { change: { action } } })),
    [false, true, true]],
  ['a keep-alive timeout, once an environment and deployment', [
    { instance: 'i-1' }, { instance: 'i-2' }, { environment: 'staging' }, { code: 'deployment.started' as const }, { instance: 'i-3' },
  ].map((more) => ({ code: 'balancer.target.keep-alive-too-short' as const, level: 'warning' as const, data: { keepAliveSeconds: 5 }, ...more })),
  [true, false, true, true, true]],
  ['a failed deployment, and not the action that fails with it', [
    { code: 'deployment.failed' as const }, { code: 'deployment.started' as const, level: 'info' as const },
    { code: 'action.failed' as const, stage: 'production' }, { code: 'deployment.failed' as const },
    { code: 'execution.started' as const, level: 'info' as const },
    { code: 'action.failed' as const, stage: 'production' },
    ...['Build', 'Build'].map((stage) => ({ code: 'action.failed' as const, stage, environment: undefined })),
  ].map((more) => ({ level: 'error' as const, ...more })), [true, true, false, true, true, true, true, true]],
  ['how an environment differs from AWS, once', [{}, { code: 'deployment.started' as const }, {}, { message: 'another' }]
    .map((more) => ({ code: 'environment.imitated-otherwise' as const, level: 'warning' as const, ...more })), [true, true, false, true]],
])('by default, the terminal shows what matters of %s', (_what, messages, expected) => {
  const isBrief = briefly({ isUpdated: true });
  expect(messages.map((more) => isBrief({ ...message, ...more }))).toEqual(expected);
});

test('an approval first shows changes that may lose data, as many as fit, and the number of all', () => {
  const said: string[] = [];
  const change = (action: 'Add' | 'Modify' | 'Remove', logicalId: string, replacement: 'True' | 'False' | 'N/A' = 'N/A') => (
    { action, logicalId, resourceType: 'T', replacement, details: [], locally: 'RecordedOnly' as const });
  const backend = new FakeBackend({
    ...state,
    approvals: [{
      ...APPROVAL,
      changes: [
        ...Array.from({ length: 20 }, (_, index) => change('Add', `New${index}`)),
        change('Modify', 'Topic', 'False'), change('Modify', 'Database', 'True'), change('Remove', 'Table'),
      ],
    }],
  });
  const input = new PassThrough();
  const stop = promptForApprovals(backend, input as unknown as NodeJS.ReadStream, (text) => said.push(text));
  backend.become(backend.state());
  expect(said.join('\n').split('\n').slice(1, 5)).toEqual([
    '  Modify Database (T), replacement: True', '  Remove Table (T)', '  Modify Topic (T), replacement: False', '  Add New0 (T)',
  ]);
  expect(said.join('\n')).toContain('  ... and 11 more changes (the console shows all)\n[y]es, [n]o, [d]iff:');
  stop();
});

test('secrets that are asked for have no value once the input has ended', async () => {
  const said: string[] = [];
  const secrets = new SecretPrompt();
  const input = new PassThrough();
  const stop = promptForApprovals(new FakeBackend(state), input as unknown as NodeJS.ReadStream, (text) => said.push(text), secrets);
  const pending = [secrets.ask('first'), secrets.ask('second')];
  input.write('s3cret\n');
  expect(await pending[0]).toBe('s3cret');
  input.end();
  expect(await pending[1]).toBeUndefined();
  expect(await secrets.ask('third')).toBeUndefined();
  expect(said.map((text) => text.split(' ')[2])).toEqual(['first', 'second']);
  stop();
});

test('one line per host shows its current event, only while it is being deployed to', () => {
  const instance = environment.instances[0]!;
  const deployment = { id: 'd-1', revision: 'abcdef0123', status: 'InProgress', creator: 'user', startedAt: time } as const;
  const during: EnvironmentState = {
    ...environment,
    deployment,
    instances: [
      { ...instance, event: { name: 'ValidateService', status: 'InProgress' }, target: 'unused' },
      { ...instance, id: 'i-2', event: { name: 'ApplicationStart', status: 'Failed' }, target: 'unused' },
      { ...instance, id: 'i-3', revision: 'abcdef0123' },
      { ...instance, id: 'i-4', revision: '0123456789' },
      { ...instance, id: 't-5', lifecycle: 'PENDING', revision: 'abcdef0123', target: 'unused' },
    ],
  };
  expect(hostLines([during, { ...environment, name: 'staging' }]).map((line) => line.replace(/ +/g, ' '))).toEqual([
    ' production i-1 ValidateService unused -',
    ' production i-2 ApplicationStart failed unused -',
    ' production i-3 deployed healthy abcdef0',
    ' production i-4 waits healthy 0123456',
    ' production t-5 PENDING unused abcdef0',
  ]);
  expect(hostLines([{ ...during, deployment: { ...deployment, status: 'Succeeded' } }])).toEqual([]);
});
