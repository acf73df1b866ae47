import { logSearch, type SearchedLine } from '../../src/model/log-search';

const line = (text: string, place: Partial<SearchedLine> = {}): SearchedLine =>
  ({ environment: 'staging', instance: 'i-0a1b', source: 'web.service', text, ...place });
const JSON_LINE = line(JSON.stringify({
  'level': 'Error', 'msg': 'request failed', 'status': 503, 'user': { id: 'u-42', roles: ['admin', 'staff'] }, 'trace.id': 'abc',
}));
const IN_A_JOURNAL = line(`2026-11-26T21:20:41.000Z node[89]: ${JSON_LINE.text}`);

test.each<[string, SearchedLine, boolean]>([
  ['status:>=500', IN_A_JOURNAL, true],
  ['level:info', IN_A_JOURNAL, false],
  ['node', IN_A_JOURNAL, true],
  ['', line('anything'), true],
  ['   ', line('anything'), true],
  ['TIMEOUT', line('a timeout of 5 s'), true],
  ['timeout database', line('a timeout of 5 s'), false],
  ['s timeout', line('a timeout of 5 s'), true],
  ['"of 5"', line('a timeout of 5 s'), true],
  ['"5 of"', line('a timeout of 5 s'), false],
  ['-timeout', line('a timeout of 5 s'), false],
  ['-database', line('a timeout of 5 s'), true],
  ['-"of 5"', line('a timeout of 5 s'), false],
  ['level:error', JSON_LINE, true],
  ['level:err', JSON_LINE, false],
  ['level:err*', JSON_LINE, true],
  ['-level:error', JSON_LINE, false],
  ['-level:info', JSON_LINE, true],
  ['msg:"request failed"', JSON_LINE, true],
  ['status:>=500', JSON_LINE, true],
  ['status:>503', JSON_LINE, false],
  ['status:<=503', JSON_LINE, true],
  ['status:<503', JSON_LINE, false],
  ['level:>=5', JSON_LINE, false],
  ['user.id:u-42', JSON_LINE, true],
  ['user.id:u-*2', JSON_LINE, true],
  ['user.id:u-4*42', JSON_LINE, false],
  ['user.roles:staff', JSON_LINE, true],
  ['user.name:ada', JSON_LINE, false],
  ['trace.id:abc', JSON_LINE, true],
  ['level:error failed -timeout', JSON_LINE, true],
  ['environment:staging', line('x'), true],
  ['environment:production', line('x'), false],
  ['instance:i-0a*', line('x'), true],
  ['log:web.service', line('x'), true],
  ['-log:web*', line('x'), false],
  // In a line without fields, a term with a colon is plain text.
  ['level:error', line('level:error in the text'), true],
  ['http://example.com', line('GET http://example.com/a'), true],
  ['level:error', line('{ no JSON level:error'), true],
  ['level:error', line('nothing'), false],
  ['(', line('a ( b'), true],
  ['.*', line('abc'), false],
])('%j in %j: %s', (search, where, found) => {
  expect(logSearch(search)(where)).toBe(found);
});

test('many stars take little work', () => {
  const began = process.cpuUsage();
  expect(logSearch(`msg:${'a*'.repeat(2000)}b`)(line(JSON.stringify({ msg: 'a'.repeat(100_000) })))).toBe(false);
  expect(process.cpuUsage(began).user / 1_000_000).toBeLessThan(2);
});
