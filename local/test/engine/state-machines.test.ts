import { StateMachines } from '../../src/engine/state-machine/state-machines';
import { Reporter } from '../../src/messages/reporter';
import type { DeploymentState } from '../../src/model/run-state';
import type { EnvironmentSettings, StateMachineSettings } from '../../src/stack';
import { parseDefinition } from '../../src/stack/states-language';

function machine(name: string, states: object): StateMachineSettings {
  const definition = parseDefinition(JSON.stringify({ QueryLanguage: 'JSONata', StartAt: Object.keys(states)[0], States: states }));
  return { logicalId: name, name, arn: `arn:${name}`, definition };
}

const END = { Type: 'Succeed' };
const remove = machine('remove', { Wait: { Type: 'Wait', Seconds: 0.05, Next: 'Removed' }, Removed: END });
const broken = machine('broken', { Broken: { Type: 'Fail', Error: 'Broken', Cause: '{% $states.input.detail.deploymentId %}' } });
const add = machine('add', { Added: END });
const rule = (state: string, target: StateMachineSettings) => ({ logicalId: 'Rule', pattern: { source: ['aws.codedeploy'], detail: { state: [state], application: ['web'] } }, targets: [target.arn] });

function stateMachines(closing = new AbortController().signal) {
  const said: string[] = [];
  const reporter = new Reporter(({ code, message }) => { if (code !== 'state-machine.started' && code !== 'state-machine.succeeded') said.push(message); });
  const settings = {
    deployment: { applicationName: 'web', deploymentGroupName: 'staging' }, stateMachines: [remove, broken, add], eventRules: [rule('SUCCESS', remove), rule('FAILURE', broken)],
  } as unknown as EnvironmentSettings;
  const machines = new StateMachines({ reporter, closing, settings: () => settings, environment: () => { throw new Error('nothing is called'); } });
  const ended = (status: DeploymentState['status']) => machines.deploymentEnded({ id: 'd-1', status } as DeploymentState);
  return { machines, said, ended, start: () => machines.run(add, {}, reporter, closing) };
}

test('a rule starts its state machine when a deployment ends as it says', async () => {
  const { machines, said, ended } = stateMachines();
  ended('Stopped');
  ended('InProgress');
  expect(await machines.settled()).toBe(false);
  ended('Succeeded');
  expect(await machines.settled()).toBe(true);
  expect(said).toEqual(['remove: Wait', 'remove: Removed']);
});

test('what the pipeline starts waits for what the deployment before has started', async () => {
  const { said, ended, start } = stateMachines();
  ended('Succeeded');
  await start();
  expect(said).toEqual(['remove: Wait', 'remove: Removed', 'add: Added']);
});

test('fails in the background with a message, with the event as input', async () => {
  const { machines, said, ended } = stateMachines();
  ended('Failed');
  await machines.settled();
  expect(said).toEqual(['broken: Broken', 'state machine broken failed: Broken: d-1']);
});

test('ends with the run, without a message', async () => {
  const closing = new AbortController();
  const { machines, said, ended } = stateMachines(closing.signal);
  ended('Succeeded');
  closing.abort();
  await machines.settled();
  ended('Succeeded');
  expect(await machines.settled()).toBe(false);
  expect(said.filter((text) => text.includes('failed'))).toEqual([]);
});
