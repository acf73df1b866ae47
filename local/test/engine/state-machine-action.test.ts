import { stateMachineAction } from '../../src/engine/actions/state-machine-action';
import type { Environments } from '../../src/engine/environment/environments';
import type { ActionRun } from '../../src/engine/execution/action';
import type { Message } from '../../src/messages/message';
import { Reporter } from '../../src/messages/reporter';
import { ServiceFailure } from '../../src/resources';

const ARN = 'arn:${AWS::Partition}:states:us-east-1:1:stateMachine:add';

/** Runs the action against an environment whose state machine calls `machine`. */
async function run(machine: (input: unknown) => unknown, configuration: Record<string, string> = {}, signal = new AbortController().signal) {
  const messages: Message[] = [];
  const inputs: unknown[] = [];
  const environment = {
    name: 'production',
    stateMachines: {
      find: (name: string) => name === 'add' ? { name } : name === 'map' ? { name, unsupported: 'state A: type Map is not run here' } : undefined,
      run: async (_name: string, input: unknown) => { inputs.push(input); return machine(input); },
    },
    state: () => ({ instances: [1, 2, 3] }),
    hosts: (count: number) => `${count} instances`,
  };
  const action = stateMachineAction(
    { ofAction: async () => environment } as unknown as Environments,
    async () => ({ status: 'Skipped', summary: 'recorded' }),
  );
  const reporter = new Reporter((message) => messages.push(message));
  const result = await action(
    { action: { name: 'AddCapacity', configuration: { StateMachineArn: ARN, ...configuration } }, reporter, signal } as unknown as ActionRun,
  );
  return { result, inputs, codes: messages.map(({ code }) => code) };
}

test('starts the state machine of the environment with the input that the action names', async () => {
  expect(await run(() => ({}))).toEqual({ result: { summary: 'add succeeded, 3 instances' }, inputs: [{}], codes: [] });
  expect((await run(() => ({}), { Input: '{"a":1}' })).inputs).toEqual([{ a: 1 }]);
});

test('a state machine that cannot run locally is reported and recorded', async () => {
  expect(await run(() => ({}), { StateMachineArn: ARN.replace(/add$/, 'map') })).toEqual({
    result: { status: 'Skipped', summary: 'recorded' },
    inputs: [],
    codes: ['state-machine.not-run-here'],
  });
});

test('fails with the error of the state machine, and if it cannot be started', async () => {
  const fails = () => { throw new ServiceFailure('Full', 'no room'); };
  await expect(run(fails)).rejects.toMatchObject({
    name: 'ActionFailure',
    message: 'state machine add failed: Full: no room',
    details: { environment: 'production' },
  });
  await expect(run(() => ({}), { StateMachineArn: 'x:other' })).rejects.toThrow('action AddCapacity starts the state machine other, which is '
    + 'not in the stack of production');
  await expect(run(() => ({}), { Input: '{' })).rejects.toThrow(/^`Input` is not JSON: /);
  await expect(run(() => ({}), { Input: 'a::b', InputType: 'FilePath' })).rejects.toThrow('`InputType` must be Literal to run locally, got: '
    + 'FilePath');
});

test('counts as stopped when it was stopped', async () => {
  const abort = new AbortController();
  await expect(run(() => { abort.abort(); throw new Error('aborted'); }, {}, abort.signal)).rejects.toMatchObject({ name: 'Stopped' });
});
