import { statusText } from '../../src/cli/running/status-text';
import type { InstanceState, RunState } from '../../src/model/run-state';

const state = (instances: readonly Partial<InstanceState>[]) => ({
  executions: [], approvals: [], environments: [{ name: 'production', url: 'http://127.0.0.1:1', revision: 'f9be32a0', instances }],
}) as unknown as RunState;

test.each<[string, readonly Partial<InstanceState>[]]>([
  ['1 of 2 instances', [{ lifecycle: 'InService', inService: true }, { lifecycle: 'Pending', inService: false }]],
  ['2 of 2 tasks', [{ what: 'task', lifecycle: 'RUNNING', inService: true }, { what: 'task', lifecycle: 'RUNNING', inService: true }]],
  ['1 of 1 execution environment', [{ what: 'execution environment', lifecycle: 'Idle', inService: true }]],
])('names what serves in the terms of its compute: %s', (words, instances) => {
  expect(statusText(state(instances))).toContain(`f9be32a on ${words}, http://127.0.0.1:1`);
});
