import type { Json } from '../../../src/assembly/json';
import { Reporter } from '../../../src/messages/reporter';
import type { ServiceCalls } from '../../../src/resources';
import type { StateMachineSettings } from '../../../src/resources/state-machine/state-machine-settings';
import { StateMachines } from '../../../src/resources/state-machine/state-machines';
import { parseDefinition } from '../../../src/resources/state-machine/states-language';

function machine(name: string, states: object): StateMachineSettings {
  const definition = parseDefinition(JSON.stringify({ QueryLanguage: 'JSONata', StartAt: Object.keys(states)[0], States: states }));
  return { logicalId: name, name, arn: `arn:${name}`, definition };
}

const END = { Type: 'Succeed' };
const remove = machine('remove', { Wait: { Type: 'Wait', Seconds: 0.05, Next: 'Removed' }, Removed: END });
const broken = machine('broken', { Broken: { Type: 'Fail', Error: 'Broken', Cause: '{% $states.input.detail.deploymentId %}' } });
const add = machine('add', { Added: END });
const calling = machine('calling', {
  Call: { Type: 'Task', Resource: 'arn:aws:states:::aws-sdk:autoscaling:describe', Next: 'Other' },
  Other: { Type: 'Task', Resource: 'arn:aws:states:::aws-sdk:sns:publish', End: true },
});
const rule = (state: string, target: StateMachineSettings) => ({
  logicalId: 'Rule',
  pattern: { source: ['aws.codedeploy'], detail: { state: [state], application: ['web'] } },
  targets: [target.arn],
});

function stateMachines(closing = new AbortController().signal) {
  const said: string[] = [];
  const reporter = new Reporter(({ code, message }) => {
    if (code !== 'state-machine.started' && code !== 'state-machine.succeeded') {
      said.push(message);
    }
  });
  const calls: ServiceCalls = { 'autoscaling:describe': () => ({ size: 2 }) };
  const machines = new StateMachines({ reporter, closing, calls: () => calls });
  void machines.start({ stateMachines: [remove, broken, add, calling], eventRules: [rule('SUCCESS', remove), rule('FAILURE', broken)] });
  const ended = (state: string) => machines.onEvent({ source: 'aws.codedeploy', detail: { deploymentId: 'd-1', application: 'web', state } });
  return { machines, said, ended, start: (name = 'add', input: Json = {}) => machines.run(name, input, { reporter, signal: closing }) };
}

test('a rule starts its state machine when a deployment ends with a matching status', async () => {
  const { machines, said, ended } = stateMachines();
  ended('STOP');
  expect(await machines.settled()).toBe(false);
  ended('SUCCESS');
  expect(await machines.settled()).toBe(true);
  expect(said).toEqual(['remove: Wait', 'remove: Removed']);
});

test('a state machine started by the pipeline waits for those that the previous deployment started', async () => {
  const { said, ended, start } = stateMachines();
  ended('SUCCESS');
  await start();
  expect(said).toEqual(['remove: Wait', 'remove: Removed', 'add: Added']);
});

test('fails in the background with a message, with the event as input', async () => {
  const { machines, said, ended } = stateMachines();
  ended('FAILURE');
  await machines.settled();
  expect(said).toEqual(['broken: Broken', 'state machine broken failed: Broken: d-1']);
});

test('ends with the run, without a message', async () => {
  const closing = new AbortController();
  const { machines, said, ended } = stateMachines(closing.signal);
  ended('SUCCESS');
  closing.abort();
  await machines.settled();
  ended('SUCCESS');
  expect(await machines.settled()).toBe(false);
  expect(said.filter((text) => text.includes('failed'))).toEqual([]);
});

test('the resource that implements a call answers it; a call that none implements fails', async () => {
  const { said, start } = stateMachines();
  await expect(start('calling')).rejects.toThrow('sns:publish is not available locally; available are: autoscaling:describe');
  expect(said).toEqual(['calling: Call', 'calling: Other']);
});
