import { Environments, type EnvironmentsParts } from '../../src/engine/environment/environments';
import type { ActionRun } from '../../src/engine/execution/action';
import { Reporter } from '../../src/messages/reporter';
import type { ReadResources } from '../../src/resources';
import type { ResolvedStack } from '../../src/stack';

const NAMES = ['staging', 'production'];
const reporter = new Reporter(() => undefined);

/** Two environments with one resource each. */
async function running(stopOf: (environment: string) => Promise<void>): Promise<Environments> {
  const environments = new Environments({
    state: { environmentFile: String, environment: String, read: () => Promise.resolve(undefined) },
    writer: { put: () => undefined },
    kinds: [],
    secrets: {},
    reporter,
    closing: new AbortController().signal,
    changed: () => undefined,
  } as unknown as EnvironmentsParts);
  const models = NAMES.map((name) => ({ name, stage: name, stackName: `Web-${name}` }));
  for (const { name, stackName } of models) {
    const run = { action: { configuration: { StackName: stackName } }, stage: { name }, pipeline: { metadata: { environments: models } } };
    const environment = await environments.ofAction(run as unknown as ActionRun);
    const resource = { start: () => Promise.resolve(), describe: () => ({}), stop: () => stopOf(name) };
    const kind = { name: 'Fleet', role: 'compute', open: () => resource };
    const resources = { imitatedOtherwise: [], resources: [{ kind, reading: { id: 'Fleet', settings: {} } }] };
    await environment.execute({} as ResolvedStack, resources as unknown as ReadResources, { reporter, signal: new AbortController().signal });
  }
  return environments;
}

test('the run does not end while an environment is still stopping, also if another one cannot be stopped', async () => {
  let stop = () => {};
  const isStopped = new Promise<void>((resolve) => { stop = resolve; });
  const environments = await running((name) => (name === 'staging' ? Promise.reject(new Error('it hangs')) : isStopped));
  const settled: string[] = [];
  const closed = environments.close().catch((error: Error) => settled.push(error.message));
  await new Promise((resolve) => setImmediate(resolve));
  expect(settled).toEqual([]);
  stop();
  await closed;
  expect(settled).toEqual(['it hangs']);
});
