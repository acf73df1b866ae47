import type { ActionModel, ConditionModel, PipelineModel, StageModel } from '../../src/assembly';
import type { ActionResult } from '../../src/engine/execution/action';
import { Execution } from '../../src/engine/execution/execution';
import { ExecutionRecord } from '../../src/engine/execution/execution-record';
import { StageGates } from '../../src/engine/execution/stage-gates';
import type { Message } from '../../src/messages/message';
import { Reporter } from '../../src/messages/reporter';
import { ActionFailure } from '../../src/model/action-failure';

const COMMIT = { id: 'abc', subject: 'a commit', author: 'A', date: '2026-01-01T00:00:00Z', branch: 'main' };

const action = (name: string, more: Partial<ActionModel> = {}): ActionModel => ({
  name,
  category: 'Invoke',
  owner: 'AWS',
  provider: 'Test',
  version: '1',
  runOrder: 1,
  configuration: {},
  inputArtifacts: [],
  outputArtifacts: [],
  environmentVariables: [],
  ...more,
});

const stage = (name: string, more: Partial<StageModel> = {}): StageModel => ({
  name,
  actions: [action(`${name}Action`)],
  beforeEntry: [],
  onSuccess: [],
  ...more,
});

const variableCheck = (result: ConditionModel['result'], Variable: string, Operator: string, Value: string): ConditionModel => (
  { result, rules: [{ name: 'Check', provider: 'VariableCheck', configuration: { Variable, Operator, Value } }] });

type Act = (name: string, configuration: Readonly<Record<string, string>>, attempt: number) => ActionResult;

/** Runs stages whose actions call `act`, and returns what happened. */
async function run(stages: readonly StageModel[], act: Act = () => ({}), parameters: Record<string, string> = {}) {
  const pipeline = {
    stages,
    variables: { COLOR: 'blue' },
    stack: { template: { parameters: { Hash: { Type: 'String', Default: 'unknown' } } } },
  } as unknown as PipelineModel;
  const failures: string[] = [];
  const record = ExecutionRecord.start(pipeline, { id: 'x', trigger: 'Webhook', commit: COMMIT }, (_, failure) => {
    if (failure) failures.push(failure.title);
  });
  const messages: Message[] = [];
  const ran: string[] = [];
  const execution = new Execution({
    pipeline,
    parameters,
    record,
    gates: new StageGates(() => 'QUEUED'),
    reporter: new Reporter((message) => messages.push(message)),
    onWait: () => undefined,
    actionFor: ({ name }) => async ({ action: { configuration } }) => {
      ran.push(name);
      return act(name, configuration, ran.filter((each) => each === name).length);
    },
  });
  const result = await execution.run();
  const { state } = record;
  return { ...result, ran, failures, state, statuses: state.stages.map(({ status }) => status), codes: messages.map(({ code }) => code) };
}

function fail(message = 'it failed'): never {
  throw new ActionFailure(message);
}

describe('variables', () => {
  test('variables that an action exports are replaced in the configuration of later ones', async () => {
    const seen: unknown[] = [];
    const { state } = await run(
      [
        stage('Build', { actions: [action('Build', { namespace: 'Build' })] }),
        stage('Deploy', {
          actions: [action('Deploy', { configuration: { Text: '#{Build.HASH} of #{codepipeline.PipelineExecutionId}, #{variables.COLOR}' } })],
        }),
      ],
      (name, configuration) => { seen.push(configuration); return name === 'Build' ? { variables: { HASH: 'h1' } } : {}; },
    );
    expect(seen).toEqual([{}, { Text: 'h1 of x, blue' }]);
    expect(state.variables).toMatchObject({ Build: { HASH: 'h1' } });
  });

  test('a variable that was never exported is reported and left as written', async () => {
    const seen: unknown[] = [];
    const { codes } = await run(
      [stage('Deploy', { actions: [action('Deploy', { configuration: { Text: '#{Build.HASH}' } })] })],
      (_name, configuration) => { seen.push(configuration); return {}; },
    );
    expect(seen).toEqual([{ Text: '#{Build.HASH}' }]);
    expect(codes).toContain('action.variable.unknown');
  });
});

describe('a condition before entry', () => {
  const build = stage('Build', { actions: [action('Build', { namespace: 'Build' })] });
  const exports: Act = (name) => name === 'Build' ? { variables: { HASH: 'h1', TEXT: 'an update of it' } } : {};
  const withCondition = (condition: ConditionModel) => [build, stage('Update', { beforeEntry: [condition] }), stage('Last')];

  test.each([
    ['is skipped while the deployed value is the same', 'h1', 'Skipped', ['Build', 'LastAction']],
    ['is entered when it has changed', 'h0', 'Succeeded', ['Build', 'UpdateAction', 'LastAction']],
  ])('a stage %s', async (_what, deployed, status, ran) => {
    const result = await run(withCondition(variableCheck('SKIP', '#{Build.HASH}', 'NE', '${Hash}')), exports, { Hash: deployed });
    expect(result).toMatchObject({ status: 'Succeeded', statuses: ['Succeeded', status, 'Succeeded'], ran });
  });

  test('a parameter that no update has set has its default', async () => {
    const { statuses } = await run(withCondition(variableCheck('SKIP', '${Hash}', 'EQ', 'known')), exports);
    expect(statuses[1]).toBe('Skipped');
  });

  test('fails the stage, with the rule and the value', async () => {
    const { statuses, failures, ran, status } = await run(withCondition(variableCheck('FAIL', '#{Build.HASH}', 'EQ', 'h2')), exports);
    expect({ statuses, status, ran }).toEqual({ status: 'Failed', statuses: ['Succeeded', 'Failed', 'NotStarted'], ran: ['Build'] });
    expect(failures).toEqual(['stage Update cannot be entered: rule Check: #{Build.HASH} is "h1", which is not EQ "h2"']);
  });

  test('fails if the variable has no value', async () => {
    expect(
      (await run(withCondition(variableCheck('FAIL', '#{Build.OTHER}', 'NE', 'h2')), exports)).failures,
    ).toEqual(['stage Update cannot be entered: rule Check: #{Build.OTHER} has no value']);
  });

  test.each([
    ['CONTAINS', 'update', 'Succeeded'], ['CONTAINS', 'Update', 'Skipped'], ['MATCHES', 'an .*', 'Succeeded'],
    ['MATCHES', 'update', 'Skipped'], ['MATCHES', '(', 'Skipped'], ['GT', '1', 'Skipped'],
  ])('%s %s', async (operator, value, status) => {
    expect((await run(withCondition(variableCheck('SKIP', '#{Build.TEXT}', operator, value)), exports)).statuses[1]).toBe(status);
  });

  test('fails if a pattern takes exponential time', async () => {
    const { failures } = await run(withCondition(variableCheck('FAIL', '#{Build.TEXT}', 'MATCHES', '((((((.+)+)+)+)+)+)+x')), exports);
    expect(failures).toEqual([expect.stringMatching(/rule Check: the regular expression .* takes longer than 250 ms/)]);
  });

  test('with a rule that cannot run locally is reported, and the stage is entered', async () => {
    const { statuses, codes } = await run(
      withCondition({ result: 'FAIL', rules: [{ name: 'Alarm', provider: 'CloudWatchAlarm', configuration: {} }] }),
      exports,
    );
    expect(statuses[1]).toBe('Succeeded');
    expect(codes).toContain('stage.rule.recorded-only');
  });
});

describe('a stage that fails', () => {
  const three = [action('A'), action('B', { runOrder: 2 }), action('C', { runOrder: 3 })];
  const once: Act = (name, _configuration, attempt) => name === 'B' && attempt === 1 ? fail() : {};

  test('with RETRY runs failed actions again, in the same execution', async () => {
    const result = await run(
      [stage('Deploy', { actions: three, onFailure: { result: 'RETRY', retryMode: 'FAILED_ACTIONS', conditions: [] } })],
      once,
    );
    expect(result).toMatchObject({ status: 'Succeeded', ran: ['A', 'B', 'B', 'C'], statuses: ['Succeeded'] });
    expect(result.codes).toContain('stage.retry');
  });

  test('with RETRY of all actions runs all of them', async () => {
    const result = await run([stage('Deploy', { actions: three, onFailure: { result: 'RETRY', retryMode: 'ALL_ACTIONS', conditions: [] } })], once);
    expect(result).toMatchObject({ status: 'Succeeded', ran: ['A', 'B', 'A', 'B', 'C'] });
  });

  test('fails if the second attempt fails as well', async () => {
    const result = await run(
      [stage('Deploy', { actions: three, onFailure: { result: 'RETRY', retryMode: 'FAILED_ACTIONS', conditions: [] } })],
      (name) => name === 'B' ? fail() : {},
    );
    expect(result).toMatchObject({ status: 'Failed', ran: ['A', 'B', 'B'], rollBack: false });
  });

  test('with ROLLBACK requests a rollback', async () => {
    const result = await run([stage('Deploy', { onFailure: { result: 'ROLLBACK', retryMode: 'FAILED_ACTIONS', conditions: [] } })], () => fail());
    expect(result).toMatchObject({ status: 'Failed', rollBack: true, ran: ['DeployAction'] });
  });

  test.each([['NE', true], ['EQ', false]])('requests a rollback if its condition is not met (%s)', async (operator, rollBack) => {
    const conditions = [variableCheck('ROLLBACK', '#{codepipeline.PipelineExecutionId}', operator, 'x')];
    expect(
      await run([stage('Deploy', { onFailure: { retryMode: 'FAILED_ACTIONS', conditions } })], () => fail()),
    ).toMatchObject({ status: 'Failed', rollBack });
  });

  test('without failure handling just fails', async () => {
    expect(await run([stage('Deploy'), stage('Next')], () => fail())).toMatchObject({
      status: 'Failed',
      rollBack: false,
      statuses: ['Failed', 'NotStarted'],
    });
  });
});

test.each([['FAIL', false], ['ROLLBACK', true]] as const)('fails a stage whose condition on success is not met (%s)', async (result, rollBack) => {
  const found = await run([stage('Deploy', { onSuccess: [variableCheck(result, '#{codepipeline.PipelineExecutionId}', 'EQ', 'y')] })]);
  expect(found).toMatchObject({ status: 'Failed', rollBack, ran: ['DeployAction'], statuses: ['Failed'] });
  expect(found.failures).toEqual([
    'stage Deploy does not count as successful: rule Check: #{codepipeline.PipelineExecutionId} is "x", which is not EQ "y"',
  ]);
});
