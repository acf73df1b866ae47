import { readFileSync } from 'node:fs';
import timers from 'node:timers/promises';
import type { Json } from '../../../src/assembly/json';
import { runStateMachine } from '../../../src/resources/state-machine/state-machine-execution';
import { parseDefinition, substituted } from '../../../src/resources/state-machine/states-language';

const FILE = 'provisioning/state-machines/add-capacity.asl.json';
const SUBSTITUTIONS = { Partition: 'aws', GroupName: 'web', TargetGroupArn: 'arn', MinCapacity: '1', MaxCapacity: '2', Instances: '1' };

let seconds: number;
let waits: number[];
beforeEach(() => {
  [seconds, waits] = [0, []];
  jest.spyOn(performance, 'now').mockImplementation(() => seconds * 1000);
  jest.spyOn(timers, 'setTimeout').mockImplementation((milliseconds = 0) => {
    waits.push(milliseconds / 1000);
    seconds += milliseconds / 1000;
    return Promise.resolve(undefined as never);
  });
});
afterEach(() => jest.restoreAllMocks());

/** Adds capacity whose instance is healthy after so many seconds. */
function addCapacity(healthyAfter: number): Promise<Json> {
  const answers: Readonly<Record<string, () => Json>> = {
    'autoscaling:describeAutoScalingGroups': () => ({
      AutoScalingGroups: [{
        MinSize: 1, MaxSize: 2, DesiredCapacity: 1, Instances: [{ LifecycleState: 'InService' }, { LifecycleState: 'InService' }],
      }],
    }),
    'autoscaling:updateAutoScalingGroup': () => ({}),
    'elasticloadbalancingv2:describeTargetHealth': () => ({
      TargetHealthDescriptions: ['healthy', seconds < healthyAfter ? 'initial' : 'healthy'].map((State) => ({ TargetHealth: { State } })),
    }),
  };
  return runStateMachine({
    definition: parseDefinition(substituted(readFileSync(FILE, 'utf8'), SUBSTITUTIONS)),
    input: {},
    call: (call) => Promise.resolve(answers[call]!()),
    signal: new AbortController().signal,
  });
}

test('a wait is short at first, and delays no execution by more than a tenth', async () => {
  await addCapacity(5);
  expect(waits).toEqual([1, 1, 1, 1, 1]);
  await addCapacity(100);
  expect(seconds).toBeLessThanOrEqual(110 + 5);
});

test('instances that boot for a quarter of an hour on a busy machine are not taken back, those that do not become healthy are', async () => {
  await addCapacity(900);
  expect(Math.max(...waits)).toBe(15);
  await expect(addCapacity(Infinity)).rejects.toThrow('InstancesNotHealthy');
});
