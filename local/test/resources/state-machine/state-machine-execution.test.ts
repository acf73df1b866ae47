import { runStateMachine, type CallService } from '../../../src/resources/state-machine/state-machine-execution';
import { parseDefinition } from '../../../src/resources/state-machine/states-language';
import { afterTest } from '../../engine/after-test';

const END = { Type: 'Succeed' };

function machine(states: Record<string, object>, more: object = {}) {
  return parseDefinition(JSON.stringify({ QueryLanguage: 'JSONata', StartAt: Object.keys(states)[0], States: states, ...more }));
}

interface RunOptions {
  readonly input?: object;
  readonly call?: CallService;
  readonly more?: object;
  readonly signal?: AbortSignal;
}

function run(states: Record<string, object>, options: RunOptions = {}) {
  const { input = {}, call = async () => ({}), more = {}, signal = new AbortController().signal } = options;
  const visited: string[] = [];
  const output = runStateMachine({ definition: machine(states, more), input: input as never, call, signal, onState: (name) => visited.push(name) });
  return output.then((value) => ({ value, visited }));
}

const task = (rest: object) => ({ Type: 'Task', Resource: 'arn:aws:states:::aws-sdk:autoscaling:describeAutoScalingGroups', ...rest });

test('a task calls a service with its evaluated arguments, and its output is the result', async () => {
  const asked: unknown[] = [];
  const { value } = await run(
    { Look: task({ Arguments: { Names: ['{% $states.input.name %}', 'b'] }, End: true }) },
    { input: { name: 'a' }, call: async (call, request) => { asked.push([call, request]); return { Groups: [1] }; } },
  );
  expect(asked).toEqual([['autoscaling:describeAutoScalingGroups', { Names: ['a', 'b'] }]]);
  expect(value).toEqual({ Groups: [1] });
});

test('variables are assigned together, after all of them have been evaluated', async () => {
  const { value } = await run({
    First: { Type: 'Pass', Assign: { a: 1, b: 2 }, Next: 'Swap' },
    Swap: { Type: 'Pass', Assign: { a: '{% $b %}', b: '{% $a %}' }, Next: 'Show' },
    Show: { Type: 'Pass', Output: { a: '{% $a %}', b: '{% $b %}', list: '{% [1..3] %}' }, End: true },
  });
  expect(value).toEqual({ a: 2, b: 1, list: [1, 2, 3] });
});

test('the first matching choice is selected, or the default if none matches', async () => {
  const states = (Default?: string) => ({
    Which: {
      Type: 'Choice',
      Choices: [{ Condition: '{% $states.input.n > 5 %}', Next: 'Many' }, { Condition: '{% $states.input.n > 1 %}', Next: 'Some' }],
      ...(Default && { Default }),
    },
    Many: END,
    Some: END,
    Few: END,
  });
  expect((await run(states('Few'), { input: { n: 9 } })).visited.at(-1)).toBe('Many');
  expect((await run(states('Few'), { input: { n: 3 } })).visited.at(-1)).toBe('Some');
  expect((await run(states('Few'), { input: { n: 0 } })).visited.at(-1)).toBe('Few');
  await expect(run(states(), { input: { n: 0 } })).rejects.toThrow('States.NoChoiceMatched: no choice matches and there is no default');
});

test('fails with the error and cause of a Fail state, for an expression without a value, and at its time-out', async () => {
  await expect(run(
    { No: { Type: 'Fail', Error: 'Full', Cause: '{% "no room for " & $states.input.n %}' } },
    { input: { n: 2 } },
  )).rejects.toThrow('Full: no room for 2');
  await expect(run({
    No: { Type: 'Pass', Assign: { a: '{% $states.input.missing %}' }, End: true },
  })).rejects.toThrow('States.QueryEvaluationError: $states.input.missing has no value');
  await expect(run({ No: { Type: 'Pass', Assign: { a: '{% $( %}' }, End: true } })).rejects.toThrow('States.QueryEvaluationError');
  await expect(run({ Wait: { Type: 'Wait', Seconds: 60, Next: 'Wait' } }, {
    more: { TimeoutSeconds: 0.05 },
  })).rejects.toThrow('States.Timeout: it did not end within 0.05 s');
});

test('what its calls wait for has limits of its own', async () => {
  jest.useFakeTimers({ doNotFake: ['nextTick', 'setImmediate', 'queueMicrotask'] });
  afterTest(() => jest.useRealTimers());
  const call = async () => {
    jest.advanceTimersByTime(1_800_000);
    return 'booted';
  };
  expect((await run({ Boot: task({ Next: 'Done' }), Done: END }, { call, more: { TimeoutSeconds: 3600 } })).value).toBe('booted');
});

test('ends when it is stopped', async () => {
  const abort = new AbortController();
  const ended = run({ Wait: { Type: 'Wait', Seconds: 60, Next: 'Wait' } }, { signal: abort.signal });
  abort.abort(new Error('stopped'));
  await expect(ended).rejects.toThrow('stopped');
});

test.each<[string, object, string]>([
  [
    'a state that runs others at the same time',
    { A: { Type: 'Parallel' } },
    'state A: type Parallel is not supported locally; Task, Choice, Wait, Pass, Succeed, Fail are',
  ],
  ['a field that is not imitated', { A: task({ Retry: [], End: true }) }, 'state A: field Retry of a Task state is not supported locally'],
  ['another query language', { A: { ...END, QueryLanguage: 'JSONPath' } }, 'state A: `QueryLanguage` must be JSONata to run locally'],
  [
    'a task that is not a call of a service',
    { A: { Type: 'Task', Resource: 'arn:aws:states:::lambda:invoke', End: true } },
    'state A: only calls of AWS services (aws-sdk) are supported locally, got: arn:aws:states:::lambda:invoke',
  ],
  ['a state that does not exist', { A: { Type: 'Pass', Next: 'B' } }, 'it has no state "B"'],
])('refuses %s', (_what, states, message) => {
  expect(() => machine(states as Record<string, object>)).toThrow(message);
});

test('refuses a definition that is not JSON', () => {
  expect(() => parseDefinition('{')).toThrow(/its definition is not JSON: /);
  expect(() => parseDefinition('[]')).toThrow('its definition is not a JSON object');
});
