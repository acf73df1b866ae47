import { expect, jest, test } from '@jest/globals';
import { InMemoryLinkStore } from '../src/links/in-memory-link-store.js';
import { LinksService } from '../src/links/links.service.js';

test('a random slug that is taken is replaced by another one', async () => {
  const store = new InMemoryLinkStore();
  const add = jest.spyOn(store, 'add').mockResolvedValueOnce(false);

  const link = await new LinksService(store).create({ url: 'https://example.com' });

  expect(add).toHaveBeenCalledTimes(2);
  expect(await store.find(link.slug)).toEqual(link);
});

test('refuses to search for a free slug forever', async () => {
  const store = new InMemoryLinkStore();
  jest.spyOn(store, 'add').mockResolvedValue(false);

  await expect(new LinksService(store).create({ url: 'https://example.com' })).rejects.toThrow('no free slug found');
});
