import { doAll, endOfAll } from './clean-up';

const failing = (message: string) => async () => { throw new Error(message); };

test('a step that fails does not keep the next ones from being done, and is thrown', async () => {
  const done: number[] = [];
  await expect(doAll([() => done.push(1), failing('two'), async () => done.push(3)])).rejects.toThrow(/^two$/);
  expect(done).toEqual([1, 3]);
  await expect(doAll([failing('one'), () => { throw new Error('two'); }])).rejects.toThrow('Error: one\nError: two');
});

test('what fails first does not end the wait for the others, and is thrown', async () => {
  let hasEnded = false;
  const longer = new Promise<void>((resolve) => setImmediate(() => {
    hasEnded = true;
    resolve();
  }));
  await expect(endOfAll([failing('one')(), longer, failing('three')()])).rejects.toThrow('Error: one\nError: three');
  expect(hasEnded).toBe(true);
});
