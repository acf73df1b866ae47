import { Environments, type EnvironmentsParts } from '../../src/engine/environment/environments';
import type { ActionRun } from '../../src/engine/execution/action';
import { Reporter } from '../../src/messages/reporter';
import type { ReadResources } from '../../src/resources';
import type { ResolvedStack } from '../../src/stack';

const NAMES = ['staging', 'production'];
const reporter = new Reporter(() => undefined);

function opened(read: () => Promise<unknown>): { environments: Environments; actionOf: (name: string) => ActionRun } {
  const environments = new Environments({
    state: { environmentFile: String, environment: String, read },
    writer: { put: () => undefined },
    kinds: [],
    secrets: {},
    reporter,
    closing: new AbortController().signal,
    changed: () => undefined,
  } as unknown as EnvironmentsParts);
  const models = NAMES.map((name) => ({ name, stage: name, stackName: `Web-${name}` }));
  const actionOf = (name: string) => (
    { action: { configuration: { StackName: `Web-${name}` } }, stage: { name }, pipeline: { metadata: { environments: models } } }
  ) as unknown as ActionRun;
  return { environments, actionOf };
}

/** Two environments with one resource each. */
async function running(stopOf: (environment: string) => Promise<void>): Promise<Environments> {
  const { environments, actionOf } = opened(() => Promise.resolve(undefined));
  for (const name of NAMES) {
    const environment = await environments.ofAction(actionOf(name));
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

test('an environment whose state could not be read once is read again', async () => {
  const read = jest.fn().mockRejectedValueOnce(new Error('EMFILE')).mockResolvedValue(undefined);
  const { environments, actionOf } = opened(read);
  await expect(environments.ofAction(actionOf('staging'))).rejects.toThrow('EMFILE');
  const environment = await environments.ofAction(actionOf('staging'));
  expect(await environments.ofAction(actionOf('staging'))).toBe(environment);
  expect(read).toHaveBeenCalledTimes(2);
});
