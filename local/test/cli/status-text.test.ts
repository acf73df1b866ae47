import { statusText } from '../../src/cli/running/status-text';
import type { EnvironmentState, RunState } from '../../src/model/run-state';

const state = (environment: Partial<EnvironmentState>) => ({
  executions: [],
  approvals: [],
  environments: [{ name: 'production', url: 'http://127.0.0.1:1', revision: 'f9be32a0', instances: [], ...environment }],
}) as unknown as RunState;

const hosts = (...inService: readonly boolean[]) => inService.map((each) => ({ inService: each })) as unknown as EnvironmentState['instances'];

test.each<[string, Partial<EnvironmentState>]>([
  ['1 of 2 instances', { hostKind: 'instance', instances: hosts(true, false) }],
  ['2 of 2 tasks', { hostKind: 'task', instances: hosts(true, true) }],
  ['1 of 1 execution environment', { hostKind: 'execution environment', instances: hosts(true) }],
  ['0 of 0 execution environments', { hostKind: 'execution environment' }],
])('names what serves in the terms of its compute: %s', (words, environment) => {
  expect(statusText(state(environment))).toContain(`f9be32a on ${words}, http://127.0.0.1:1`);
});

test('names each revision that serves during a deployment', () => {
  const revisions = ['f9be32a0', 'f9be32a0', '1c2d3e4f'];
  const instances = revisions.map((revision) => ({ inService: true, revision })) as unknown as EnvironmentState['instances'];
  expect(statusText(state({ hostKind: 'task', instances }))).toContain('f9be32a on 2 and 1c2d3e4 on 1 of 3 tasks');
  expect(statusText(state({ hostKind: 'task', instances: instances.slice(2) }))).toContain('1c2d3e4 on 1 of 1 task');
});

test('shows only the revision of an environment that does not run', () => {
  expect(statusText(state({ url: '' }))).toMatch(/^ {2}production +f9be32a, not running$/m);
});
