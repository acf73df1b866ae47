import { stripVTControlCharacters } from 'node:util';
import { causeIn, crashCause, isOver, type JournalEntry } from '../../../src/resources/hosts/crash-cause';
import { causeOf } from '../../../src/resources/hosts/why-failed';

const PANIC = 'panic: DATABASE_URL is not set';
const EXIT = 'api.service: Main process exited, code=exited, status=2/INVALIDARGUMENT';

/** One entry per second, unless it says at which. */
function journal(...lines: readonly (readonly [string, string, number?])[]): JournalEntry[] {
  return lines.map(([program, text, second], index) => ({ program, text, time: new Date((second ?? index) * 1000) }));
}

const crash = (start = 0): (readonly [string, string, number])[] => [
  ['systemd', 'Started api.', start], ['api', PANIC, start], ['api', 'goroutine 1 [running]:', start], ['systemd', EXIT, start + 1],
];

test('a service that exits says why in one line', () => {
  expect(crashCause('api', journal(...crash()))).toEqual([`api does not stay up: ${PANIC}`]);
  expect(crashCause('api', journal(...crash(), ...crash(5), ['systemd', 'Started api.', 9]))).toEqual([`api does not stay up: ${PANIC}`]);
});

test('one that runs, or came up when it was started again, has not exited', () => {
  expect(crashCause('api', journal(['systemd', 'Started api.'], ['api', PANIC]))).toEqual([]);
  expect(crashCause('api', journal(...crash(), ['systemd', 'Started api.', 5]))).toEqual([]);
  expect(crashCause('api', journal(['api', EXIT]))).toEqual([]);
});

test('one that exits later does not exit at start', () => {
  expect(crashCause('api', journal(['systemd', 'Started api.', 0], ['api', PANIC, 31], ['systemd', EXIT, 31]))).toEqual([`api exits: ${PANIC}`]);
});

test('without a line that says why, it is the exit status', () => {
  expect(crashCause('api', journal(['systemd', 'Started api.'], ['api', 'one'], ['api', 'two'], ['systemd', EXIT])))
    .toEqual(['api does not stay up: code=exited, status=2/INVALIDARGUMENT']);
});

const DONE = 'api.service: Deactivated successfully.';

test('one that ends with status 0, again and again, does not stay up either', () => {
  const end = (words: string): (readonly [string, string])[] => [['systemd', 'Started api.'], ['api', words], ['systemd', DONE]];
  expect(crashCause('api', journal(...end('starting'), ...end('TypeORM connection error:  Error: no TLS'))))
    .toEqual(['api does not stay up: TypeORM connection error:  Error: no TLS']);
  expect(crashCause('api', journal(['systemd', 'Started api.'], ['api', 'one'], ['api', 'two'], ['systemd', DONE])))
    .toEqual(['api does not stay up: it exits with status 0, without an error']);
});

test('one that was stopped, and one whose work is done, do not end by themselves', () => {
  const stopped = journal(['systemd', 'Started api.'], ['systemd', 'Stopping api...'], ['systemd', DONE]);
  const done = journal(['systemd', 'Starting api...'], ['systemd', DONE]);
  expect([stopped, done].flatMap((entries) => crashCause('api', entries))).toEqual([]);
  expect([stopped, done, journal(['systemd', 'Stopped api.'])].map((entries) => isOver(entries))).toEqual([true, true, true]);
  expect(isOver(journal(['systemd', 'Started api.'], ['systemd', DONE]))).toBe(false);
  expect(isOver(journal(['systemd', 'Started api.'], ['api', DONE]))).toBe(false);
});

test.each(['module', 'package'])('a %s that only the build had is said to belong in dependencies', (what) => {
  const missing = `Error: Cannot find ${what} 'ejs'`;
  expect(causeIn(['starting', missing])).toBe(
    `${missing}: if it is a package, name it in dependencies of package.json, because builds remove devDependencies`);
  for (const name of ['./dist/main', '/opt/web/a.js', 'src/users/users.service', '@/config', '#db', '~/a']) {
    expect(causeIn(['starting', `Error: Cannot find ${what} '${name}'`])).toBe(`Error: Cannot find ${what} '${name}'`);
  }
});

test.each([
  'PermissionError: [Errno 13] Permission denied: \'/opt/web/logs/app.jsonl\'', 'Error: EACCES: permission denied, mkdir \'/opt/web/uploads\'',
  'Error: EROFS: read-only file system, open \'/opt/web/a.db\'', '2026/11/28 open /opt/web/a.log: permission denied',
  'panic: mkdir /opt/web/data: read-only file system',
])('a place that it may not write to comes with the one where it may: %s', (error) => {
  expect(causeIn([error])).toBe(`${error}: it may write only below STATE_DIRECTORY, on Fargate and Lambda only to /tmp`);
});

test('a port that it may not use has nothing to do with that', () => {
  const error = 'Error: listen EACCES: permission denied 0.0.0.0:80';
  expect(causeIn(['starting', error])).toBe(error);
});

test.each<[string, string[], string | undefined]>([
  ['Node.js', ['/opt/api/a.js:3', '    throw new Error("no url")', 'Error: no url', '    at a (a.js:3:5)', 'Node.js v22.1.0'], 'Error: no url'],
  ['Python', ['Traceback (most recent call last):', '  File "a.py"', 'KeyError: \'URL\''], 'KeyError: \'URL\''],
  ['Python, two errors', ['KeyError: \'a\'', 'During handling of the above exception', 'app.ConfigError: no url'], 'app.ConfigError: no url'],
  ['Java', ['java.lang.IllegalStateException: no bean', '\tat a.b(C.java)', 'Caused by: java.net.ConnectException: refused'],
    'Caused by: java.net.ConnectException: refused'],
  ['Go, log.Fatal', ['2026/11/27 04:00:00 DATABASE_URL is not set'], '2026/11/27 04:00:00 DATABASE_URL is not set'],
  ['Rust', ['thread \'main\' panicked at src/main.rs:4:10:', 'DATABASE_URL must be set', 'note: run with RUST_BACKTRACE=1'],
    'thread \'main\' panicked at src/main.rs:4:10: DATABASE_URL must be set'],
  ['uvicorn', ['RuntimeError: no url', 'ERROR:    Application startup failed. Exiting.'], 'RuntimeError: no url'],
  ['yarn', ['TypeError: x is undefined', 'error Command failed with exit code 1.'], 'TypeError: x is undefined'],
  ['a logger', ['starting', 'ERROR no database', 'bye'], 'ERROR no database'],
  ['a logger with a time', ['starting', '2026-11-28 04:34:17 error: no database', 'bye'], '2026-11-28 04:34:17 error: no database'],
  ['a logger in JSON', ['{"level":"info"}', '{"level":"error","message":"no database"}', '{"level":"info"}'],
    '{"level":"error","message":"no database"}'],
  ['colours', ['starting', '\x1b[31mError: no database\x1b[39m'], 'Error: no database'],
  ...[
    '2026-11-28 ERROR 1 --- [main] o.s.boot.SpringApplication: no database', '2026-11-28 04:34:17,123 - app - ERROR - no database',
    'time=2026-11-28 level=error msg="no database"', '{"time":"2026-11-28","level":"ERROR","msg":"no database"}',
    '{"level":50,"msg":"no database"}',
    '[Nest] 1  - 11/28/2026   ERROR [ExceptionHandler] no database', 'log: \x1b[31merror\x1b[39m: no database', '[28/Nov] [error] no database',
  ].map((line): [string, string[], string] => [line, ['starting', line, 'bye'], stripVTControlCharacters(line)]),
  ['levels', ['levels: { error: 0, warn: 1 }', 'log options { error: true }', 'last error: null', 'errors: {}'], undefined],
  ['a count of errors', ['Found 0 errors. Watching', 'bye'], undefined],
  ['nothing that says why', ['starting', 'bye'], undefined],
])('the cause in what %s writes', (_what, lines, cause) => {
  expect(causeIn(lines)).toBe(cause);
});

test('the cause is the first of the findings, unless that is a log', () => {
  expect(causeOf(['api does not stay up: no', 'journal of api.service:'])).toBe('api does not stay up: no');
  expect(causeOf(['journal of api.service:', 'a'])).toBeUndefined();
  expect(causeOf(['log of api:', 'a'])).toBeUndefined();
  expect(causeOf([])).toBeUndefined();
});
