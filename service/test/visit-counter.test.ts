import { expect, test } from '@jest/globals';
import type { Cache } from '../src/cache/cache.js';
import { VisitCounter } from '../src/links/visit-counter.js';

/** A counter whose cache counts to `visits` and then becomes unavailable. */
async function counterWith(visits: number): Promise<VisitCounter> {
  const answers = Array.from({ length: visits }, (_, index) => index + 1);
  const cache = { ask: () => answers.length > 0 ? Promise.resolve(answers.shift()) : Promise.reject(new Error('the cache is away')) };
  const counter = new VisitCounter(cache as Pick<Cache, 'ask'>);
  while (await counter.count('a', 0) !== undefined);
  return counter;
}

/** What the counter saves now. */
async function saved(counter: VisitCounter): Promise<[string, number][]> {
  let all: [string, number][] = [];
  await counter.save((counts) => {
    all = [...counts];
    return Promise.resolve();
  });
  return all;
}

test('counts stay known while they are being saved, because a visit without the cache is counted from them', async () => {
  const counter = await counterWith(5);
  await counter.save((counts) => {
    expect([...counts]).toEqual([['a', 5]]);
    expect(counter.unsavedOf('a')).toBe(5);
    return Promise.resolve();
  });
  expect(counter.unsavedOf('a')).toBe(0);
});

test('counts that could not be saved are saved the next time', async () => {
  const counter = await counterWith(3);
  await expect(counter.save(() => Promise.reject(new Error('the database is away')))).rejects.toThrow('the database is away');
  expect(await saved(counter)).toEqual([['a', 3]]);
});

test('a visit that is counted during the saving is saved the next time', async () => {
  let visits = 0;
  const counter = new VisitCounter({ ask: () => Promise.resolve(visits += 1) } as unknown as Pick<Cache, 'ask'>);
  await counter.count('a', 0);
  await counter.save(async () => void await counter.count('a', 0));
  expect(await saved(counter)).toEqual([['a', 2]]);
});
