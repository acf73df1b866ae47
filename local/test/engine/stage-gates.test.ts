import { StageGates } from '../../src/engine/execution/stage-gates';

const never = new AbortController().signal;

test('an execution enters a free stage immediately, and the next one when it leaves', async () => {
  const gates = new StageGates(() => 'QUEUED');
  expect(await gates.enter('Build', 'first', never)).toBe('Entered');
  const second = gates.enter('Build', 'second', never);
  expect(gates.waiting('Build')).toEqual(['second']);
  gates.leave('Build', 'first');
  expect(await second).toBe('Entered');
});

test('QUEUED: executions enter in the order in which they arrived', async () => {
  const gates = new StageGates(() => 'QUEUED');
  await gates.enter('Build', 'first', never);
  const entered: string[] = [];
  const waiting = ['second', 'third'].map(async (id) => {
    entered.push(`${id} ${await gates.enter('Build', id, never)}`);
    gates.leave('Build', id);
  });
  gates.leave('Build', 'first');
  await Promise.all(waiting);
  expect(entered).toEqual(['second Entered', 'third Entered']);
});

test('SUPERSEDED: the newest execution replaces the waiting one, and the one inside stays', async () => {
  const gates = new StageGates(() => 'SUPERSEDED');
  await gates.enter('production', 'first', never);
  const second = gates.enter('production', 'second', never);
  const third = gates.enter('production', 'third', never);
  expect(await second).toBe('Superseded');
  gates.leave('production', 'first');
  expect(await third).toBe('Entered');
});

test('PARALLEL: no execution waits', async () => {
  const gates = new StageGates(() => 'PARALLEL');
  expect(await Promise.all(['first', 'second'].map((id) => gates.enter('Build', id, never)))).toEqual(['Entered', 'Entered']);
});

test('an execution that is stopped while it waits leaves the queue', async () => {
  const gates = new StageGates(() => 'QUEUED');
  const stop = new AbortController();
  await gates.enter('Build', 'first', never);
  const second = gates.enter('Build', 'second', stop.signal);
  stop.abort();
  expect(await second).toBe('Stopped');
  gates.leave('Build', 'first');
  expect(await gates.enter('Build', 'third', never)).toBe('Entered');
});

test('leaving a stage twice admits only one execution', async () => {
  const gates = new StageGates(() => 'QUEUED');
  await gates.enter('Build', 'first', never);
  void gates.enter('Build', 'second', never);
  void gates.enter('Build', 'third', never);
  gates.leave('Build', 'first');
  gates.leave('Build', 'first');
  expect(gates.waiting('Build')).toEqual(['third']);
});
