import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { OTHER_TOKEN, RunningService, TOKEN } from './running-service.js';

let service: RunningService;
beforeAll(async () => {
  service = await RunningService.start();
});
afterAll(() => service.stop());

interface LinkBody {
  readonly slug: string;
  readonly url: string;
  readonly visits: number;
}

async function created(input: object): Promise<LinkBody> {
  const answer = await service.post('/links', input);
  expect(answer.status).toBe(201);
  return await answer.json() as LinkBody;
}

describe('a link', () => {
  test('redirects to its URL and counts its visits', async () => {
    const { slug } = await created({ url: 'https://example.com/a?b=c' });

    for (const visits of [1, 2]) {
      const redirect = await service.get(`/${slug}`);
      expect(redirect.status).toBe(302);
      expect(redirect.headers.get('location')).toBe('https://example.com/a?b=c');
      expect(redirect.headers.get('cache-control')).toBe('no-store');
      expect(await (await service.get(`/links/${slug}`)).json()).toMatchObject({ slug, visits });
    }
  });

  test('says where it can be read', async () => {
    const answer = await service.post('/links', { url: 'https://example.com', slug: 'located' });
    expect(answer.headers.get('location')).toBe('/links/located');
  });

  test('gets a slug of its own when none is asked for', async () => {
    const first = await created({ url: 'https://example.com' });
    const second = await created({ url: 'https://example.com' });
    expect(first.slug).toMatch(/^[A-Za-z0-9]{7}$/);
    expect(second.slug).not.toBe(first.slug);
  });
});

describe('an administrator', () => {
  test.each([TOKEN, OTHER_TOKEN])('removes a link with %s', async (token) => {
    const { slug } = await created({ url: 'https://example.com' });
    expect((await service.remove(`/links/${slug}`, `Bearer ${token}`)).status).toBe(204);
    expect((await service.get(`/${slug}`)).status).toBe(404);
    expect((await service.remove(`/links/${slug}`, `Bearer ${token}`)).status).toBe(404);
  });

  test.each([
    undefined, '', 'Bearer', `Bearer ${TOKEN}x`, `Basic ${TOKEN}`, TOKEN, `Bearer ${TOKEN},${OTHER_TOKEN}`,
  ])('is nobody with %j', async (authorization) => {
    const { slug } = await created({ url: 'https://example.com' });
    const answer = await service.remove(`/links/${slug}`, authorization);
    expect(answer.status).toBe(401);
    expect(answer.headers.get('www-authenticate')).toBe('Bearer');
    expect((await service.get(`/links/${slug}`)).status).toBe(200);
  });
});

describe('refuses', () => {
  test.each([
    ['a script as URL', { url: 'javascript:alert(1)' }, 'url: must be an http or https URL'],
    ['text that is no URL', { url: 'example' }, 'url: must be an http or https URL'],
    ['a URL that is too long', { url: `https://example.com/${'a'.repeat(2048)}` }, 'url: '],
    ['no URL', {}, 'url: '],
    ['a short slug', { url: 'https://example.com', slug: 'a' }, 'slug: must be 3 to 32 letters'],
    ['a slug with a slash', { url: 'https://example.com', slug: 'a/../b' }, 'slug: must be 3 to 32 letters'],
    ['a slug that is a path of the service', { url: 'https://example.com', slug: 'health' }, 'slug: is reserved'],
    ['a property that it does not know', { url: 'https://example.com', visits: 9 }, 'visits'],
  ])('%s', async (_name, input, message) => {
    const answer = await service.post('/links', input);
    expect(answer.status).toBe(400);
    expect(JSON.stringify(await answer.json())).toContain(message);
  });

  test('text that is not JSON', async () => {
    expect((await service.postText('/links', '{')).status).toBe(400);
  });

  test('a body that is too large', async () => {
    expect((await service.post('/links', { url: `https://example.com/${'a'.repeat(20_000)}` })).status).toBe(413);
  });

  test('a slug that is taken', async () => {
    await created({ url: 'https://example.com', slug: 'taken' });
    const answer = await service.post('/links', { url: 'https://example.org', slug: 'taken' });
    expect(answer.status).toBe(409);
    expect(await answer.json()).toMatchObject({ message: 'slug is taken: taken' });
  });

  test.each(['/nowhere', '/links/nowhere', '/__proto__', '/links'])('a link that does not exist: %s', async (path) => {
    expect((await service.get(path)).status).toBe(404);
  });

  test('a path that is not UTF-8', async () => {
    expect((await service.get('/%E0%A4%A')).status).toBe(400);
  });
});
