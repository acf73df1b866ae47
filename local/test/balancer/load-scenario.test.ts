import { closeEverythingAfterEachTest, closeLater, startApp } from './harness';
import { createLoad, parseScenario } from '../../src/balancer';
import { patientLoad } from '../patient-load';
import { until } from '../until';

closeEverythingAfterEachTest();

const LINKS = {
  requests: [
    { method: 'POST', path: '/links', body: { url: 'https://example.com/{n}' }, status: 201, keep: { slug: 'slug' } },
    { path: '/{slug}', status: [302] },
  ],
};

test('values from responses are used in later requests, expected statuses count, and what was sent is reported', async () => {
  const made = new Set<string>();
  const bodies = new Set<string>();
  const app = await startApp((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk)).on('end', () => {
      if (request.method === 'POST') {
        bodies.add(Buffer.concat(chunks).toString());
        made.add(`/s${bodies.size}`);
        response.writeHead(201, { 'content-type': 'application/json' }).end(JSON.stringify({ slug: `s${bodies.size}` }));
      } else {
        response.writeHead(made.has(request.url ?? '') ? 302 : 404, { location: '/' }).end();
      }
    });
  });
  const load = patientLoad({ url: `http://127.0.0.1:${app.port}`, rate: 50, steps: parseScenario(JSON.stringify(LINKS), 'load.json') });
  closeLater(async () => { await load.stop(); });
  await until(() => (load.report().sent['GET /{slug}'] ?? 0) >= 20, 'links were followed');
  const { dropped, firstDrops, sent, requests } = await load.stop();
  expect(firstDrops).toEqual([]);
  expect(dropped).toBe(0);
  expect(Object.keys(sent)).toEqual(['POST /links', 'GET /{slug}']);
  expect(sent['POST /links'] + sent['GET /{slug}']).toBe(requests);
  expect(bodies.size).toBe(sent['POST /links']);
});

test('a status other than the expected one counts as dropped', async () => {
  const app = await startApp((_request, response) => { response.writeHead(200).end(); });
  const steps = parseScenario('{"requests":[{"path":"/gone","status":410}]}', 'load.json');
  const load = createLoad({ url: `http://127.0.0.1:${app.port}`, rate: 100, steps });
  closeLater(async () => { await load.stop(); });
  await until(() => load.report().dropped > 0, 'a request is dropped');
  expect((await load.stop()).firstDrops[0]).toMatchObject({ path: '/gone', status: 200, cause: 'answered 200' });
});

test.each<[string, string, string]>([
  ['no JSON', '{', 'load.json: must be JSON'],
  ['no requests', '{"requests":[]}', 'load.json: `requests` must be a list of one request or more'],
  ['an unknown field', '{"requests":[{"path":"/","url":"/"}]}', 'requests[0]: has no field url; there are: method, path, body, status, keep'],
  ['an unknown method', '{"requests":[{"path":"/","method":"FETCH"}]}', 'requests[0].method: must be one of GET,'],
  ['a path to another machine', '{"requests":[{"path":"http://example.com/"}]}', 'requests[0].path: must start with /'],
  ['a status that is none', '{"requests":[{"path":"/","status":"ok"}]}', 'requests[0].status: must be one status or a list of them'],
  ['a value that nothing gives', '{"requests":[{"path":"/{slug}"}]}', 'requests[0]: {slug} must be `{n}` or a value that a request keeps'],
  ['nothing to begin with', '{"requests":[{"path":"/{id}","keep":{"id":"id"}}]}',
    'at least one of `requests` must not need a value from another one'],
])('refuses a scenario with %s', (_what, text, message) => {
  expect(() => parseScenario(text, 'load.json')).toThrow(message);
});
