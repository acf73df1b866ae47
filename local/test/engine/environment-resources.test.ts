import { EnvironmentResources, type EnvironmentResourcesParts } from '../../src/engine/environment/environment-resources';
import type { Message } from '../../src/messages/message';
import { Reporter } from '../../src/messages/reporter';
import type { LocalResource, ReadResource, ReadResources, ResourceRole } from '../../src/resources';

let messages: Message[];
let done: string[];
let closing: AbortController;
/** What fails, such as `Database: update to 1`: called when a resource does it. */
let failing: Readonly<Record<string, () => Error>>;
let resources: EnvironmentResources;

const reporter = new Reporter((message) => messages.push(message));
const work = { reporter, signal: new AbortController().signal };
const said = () => messages.map(({ code, message }) => `${code}: ${message}`);

beforeEach(() => {
  messages = [];
  done = [];
  failing = {};
  closing = new AbortController();
  resources = new EnvironmentResources({
    environment: 'staging', directory: '/none', reporter, closing: closing.signal, secrets: {},
  } as unknown as EnvironmentResourcesParts);
});

/** A resource that notes what it does. */
function resource(id: string, role: ResourceRole): LocalResource {
  const act = (what: string) => {
    done.push(`${id}: ${what}`);
    const error = failing[`${id}: ${what}`]?.();
    return error ? Promise.reject(error) : Promise.resolve();
  };
  return {
    rollsBackItself: role === 'compute',
    start: () => act('start'),
    update: (settings) => act(`update to ${String(settings)}`),
    describe: () => ({}),
    stop: () => act('stop'),
  };
}

const ROLES = [['Database', 'used'], ['Cache', 'used'], ['Fleet', 'compute']] as const;

/** The change set of a template with two used resources and what serves requests, all with the same settings. */
function changeSet(settings: number): ReadResources {
  const read = ROLES.map(([id, role]): ReadResource => ({
    kind: { name: id, role, types: [], read: () => [], open: () => resource(id, role) },
    reading: { id, settings, logicalIds: [id] },
  }));
  return { resources: read } as unknown as ReadResources;
}

describe('an update that fails', () => {
  beforeEach(async () => {
    await resources.apply(changeSet(1), work);
    done = [];
    failing = { 'Fleet: update to 2': () => new Error('no capacity') };
  });

  test('is the reason that is given, and everything else is rolled back, also if a resource cannot be', async () => {
    failing = { ...failing, 'Cache: update to 1': () => new Error('no memory') };
    await expect(resources.apply(changeSet(2), work)).rejects.toThrow('no capacity');
    expect(done).toEqual(['Database: update to 2', 'Cache: update to 2', 'Fleet: update to 2', 'Cache: update to 1', 'Database: update to 1']);
    expect(said()).toEqual([
      'environment.not-rolled-back: staging: Cache could not go back to its settings before the update that failed: no memory',
    ]);
  });

  test('is not rolled back any further when the runner ends', async () => {
    failing = {
      ...failing,
      'Cache: update to 1': () => {
        closing.abort();
        return new Error('stopped');
      },
    };
    await expect(resources.apply(changeSet(2), work)).rejects.toThrow('no capacity');
    expect(done.slice(3)).toEqual(['Cache: update to 1']);
    expect(said()).toEqual([]);
  });
});

test('every resource is stopped, also if another one cannot be', async () => {
  await resources.apply(changeSet(1), work);
  done = [];
  failing = { 'Fleet: stop': () => new Error('it hangs'), 'Database: stop': () => new Error('it hangs, too') };
  await expect(resources.stop()).rejects.toThrow('it hangs');
  expect([...done].sort()).toEqual(['Cache: stop', 'Database: stop', 'Fleet: stop']);
  expect(done[0]).toBe('Fleet: stop');
  expect(said().sort()).toEqual([
    'runner.not-ended: staging: Database could not be stopped: it hangs, too', 'runner.not-ended: staging: Fleet could not be stopped: it hangs',
  ]);
});
