import { causeOf, explained, folded, lastLines, withoutPrinted } from '../../../src/resources/hosts/why-failed';

test('repeated crash messages become one line, whatever their counter, time and process id', () => {
  expect(folded([
    'web.service: Scheduled restart job, restart counter is at 1.', '2026-11-26 10:42:45.123 [712] ERROR no database', 'listening on 3000',
    'web.service: Scheduled restart job, restart counter is at 2.', '2026-11-26 10:42:47.456 [718] ERROR no database', 'listening on 3001',
  ])).toEqual([
    'web.service: Scheduled restart job, restart counter is at 1. (2 times)', '2026-11-26 10:42:45.123 [712] ERROR no database (2 times)',
    'listening on 3000', 'listening on 3001',
  ]);
});

test('the times of other loggers make no difference either', () => {
  expect(folded(['[error] 2026/11/27 20:05:57 main.go:7: no disk', '[error] 2026/11/27 20:05:58 main.go:7: no disk'])).toHaveLength(1);
  expect(folded(['2026-11-27T20:05:57.123Z no disk', '2026-11-27T20:05:58.456Z no disk'])).toHaveLength(1);
  expect(folded(['Nov 27 20:05:57 web: no disk', 'Nov 27 20:05:58 web: no disk'])).toHaveLength(1);
});

test.each<[string, readonly string[], readonly string[], string | undefined]>([
  ['what was found on the host', ['web listens on 8080, not on PORT=31353'], ['[stderr]not healthy after 50 s: /: curl: (7)'],
    'web listens on 8080, not on PORT=31353'],
  ['what it answers with an error', ['journal of web.service:'],
    ['[stdout]waits', '[stderr]not healthy after 50 s: /: curl: (22) The requested URL returned error: 500', '[stderr]{"message":"no database"}'],
    'not healthy after 50 s: /: The requested URL returned error: 500: {"message":"no database"}'],
  ['what to set, and no page', [],
    ['[stderr]not healthy after 50 s: /: curl: (22) The requested URL returned error: 404; set healthCheckPath', '[stderr]<!DOCTYPE html>'],
    'not healthy after 50 s: /: The requested URL returned error: 404; set healthCheckPath'],
  ['an error without words', [], ['[stderr]not healthy after 50 s: /: curl: (22) The requested URL returned error: 500', '[stderr]'],
    'not healthy after 50 s: /: The requested URL returned error: 500'],
  ['why it is not healthy', [], ['[stderr]not healthy after 50 s: web.service does not run', '[stderr]Started web.service'],
    'not healthy after 50 s: web.service does not run'],
  ['the error after which it goes on, and does not listen', ['journal of web.service:', 'connection error:  Error: no TLS', 'bye'],
    ['[stderr]not healthy after 50 s: no process of web.service listens on PORT=8080', '[stderr]bye'],
    'not healthy after 50 s: no process of web.service listens on PORT=8080: it wrote: connection error:  Error: no TLS'],
  ['nothing of a script of one\'s own', ['journal of web.service:'], ['[stderr]sh: 1: no such program'], undefined],
])('the cause is %s', (_what, findings, script, expected) => expect(causeOf(findings, script)).toBe(expected));

test('requests of different clients become one line', () => {
  expect(folded(['127.0.0.1:40001 - "GET /health" 500', '127.0.0.1:40002 - "GET /health" 500'])).toEqual([
    '127.0.0.1:40001 - "GET /health" 500 (2 times)',
  ]);
});

test('requests that take differently long become one line', () => {
  expect(folded(['GET / 500 0.529 ms - 58', 'GET / 500 11 ms - 58'])).toEqual(['GET / 500 0.529 ms - 58 (2 times)']);
});

test.each([
  'ModuleNotFoundError: No module named \'async_timeout\' (12 times)', 'panic: no database', 'Caused by: java.net.ConnectException: refused',
  'java.lang.IllegalStateException: no port', 'Error: Cannot find module \'lodash\'', 'FATAL: password authentication failed',
])('the cause %s is shown, however many lines follow it', (cause) => {
  const following = Array.from({ length: 40 }, (_, index) => `frame ${index}`);
  expect(lastLines(['starting', cause, ...following])).toEqual([cause, ...following.slice(10)]);
  expect(lastLines([cause, 'end'])).toEqual([cause, 'end']);
});

test.each<[string, string[], string[], string[]]>([
  ['printed in part', ['[stderr]not healthy', '[stderr]Started web.service', '[stderr]no database'],
    ['web listens on 8080, not on PORT=31353', 'journal of web.service:', 'Started web.service', 'no database', 'and its end'],
    ['web listens on 8080, not on PORT=31353', 'journal of web.service:', 'and its end']],
  ['printed as a whole', ['[stdout]Started web.service'], ['journal of web.service:', 'Started web.service'], []],
  ['of two units, one printed', ['a'], ['journal of a.service:', 'a', 'journal of b.service:', 'b'], ['journal of b.service:', 'b']],
  ['printed once, of a program that crashed again and again,', ['[stderr]Error: no database'],
    ['journal of web.service:', 'Error: no database (16 times)', 'Scheduled restart job (16 times)'],
    ['journal of web.service:', 'Scheduled restart job (16 times)']],
  ['printed at its end, of a program that crashed again and again,',
    ['[stderr]no database (3 times)', '[stderr]Scheduled restart job, restart counter is at 13. (3 times)'],
    ['journal of web.service:', 'no database (16 times)', 'Scheduled restart job, restart counter is at 1. (16 times)'], []],
  ['not printed', ['[stderr]not healthy'], ['journal of web.service:', 'no database'], ['journal of web.service:', 'no database']],
])('a journal %s by the script: each line is shown once', (_what, output, words, expected) => {
  expect(withoutPrinted(output, words)).toEqual(expected);
});

test('what the application does wrong comes before what the script printed, the rest after it', () => {
  const hint = 'web listens on 8080, not on PORT=31353';
  expect(explained(['not healthy', 'a'], [hint, 'journal of web.service:', 'a', 'b']))
    .toEqual([hint, 'not healthy', 'a', 'journal of web.service:', 'b']);
  expect(explained(['not healthy'], [hint])).toEqual([hint, 'not healthy']);
  expect(explained(['not healthy'], [])).toEqual(['not healthy']);
  expect(explained([], ['journal of web.service:', 'b'])).toEqual(['journal of web.service:', 'b']);
});
