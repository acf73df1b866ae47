import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ToldLines } from '../../src/fleet/systemd/told-lines';
import { UnitLog } from '../../src/fleet/systemd/unit-log';

let directory: string;
beforeEach(() => { directory = mkdtempSync(join(tmpdir(), 'gostyle-log-')); });
afterEach(() => rmSync(directory, { recursive: true }));

function written(...chunks: readonly Buffer[]) {
  const told: string[] = [];
  const log = new UnitLog(join(directory, 'web.service.log'), { onLine: (text) => told.push(text) });
  const writer = log.writer('web', () => 7);
  for (const chunk of chunks) writer.write(chunk);
  writer.end();
  return { told, log };
}

test('lines are complete, however they arrive, even with multi-byte characters', () => {
  const bytes = Buffer.from('één\nzwei\nlast');
  const { told, log } = written(bytes.subarray(0, 1), bytes.subarray(1, 8), bytes.subarray(8));
  expect(told).toEqual(['één', 'zwei', 'last']);
  expect(log.tail(1)[0]).toMatch(/^\d{4}-\d\d-\d\dT[\d:.]+Z web\[7\]: last$/);
});

test('an endless line is split as by journald', () => {
  const { told } = written(Buffer.from('a'.repeat(100_000)), Buffer.from('b\nc'));
  expect(told.map(({ length }) => length)).toEqual([49_152, 49_152, 1697, 1]);
});

test('ten thousand lines are kept', () => {
  const { log } = written(Buffer.from(Array.from({ length: 10_000 }, (_, index) => `line ${index}\n`).join('')));
  expect(log.tail(20_000)).toHaveLength(10_000);
  expect(log.tail(2).map((line) => line.split(': ')[1])).toEqual(['line 9998', 'line 9999']);
});

test('the file does not grow without limit', () => {
  const log = new UnitLog(join(directory, 'web.service.log'), { onLine: () => undefined });
  for (let index = 0; index < 250; index++) log.append('web', 7, 'x'.repeat(48 * 1024));
  expect(readFileSync(log.path).length).toBeLessThan(9 * 2 ** 20);
});

describe('a unit that logs more than journald takes', () => {
  let now = 1_000;
  beforeEach(() => { jest.spyOn(performance, 'now').mockImplementation(() => now); });
  afterEach(() => jest.restoreAllMocks());

  function limited(interval: number, burst: number, container?: string) {
    const onSuppressed = jest.fn();
    const log = new UnitLog(join(directory, 'web.service.log'), { onLine: () => undefined, onSuppressed, container });
    log.beginInvocation('one', { interval, burst });
    const writer = log.writer('web', () => 7);
    const write = (count: number, text: string) => writer.write(Buffer.from(`${text}\n`.repeat(count)));
    const texts = () => log.entries().map(({ identifier, text }) => `${identifier}: ${text}`);
    return { log, write, texts, onSuppressed };
  }

  test('keeps the first ones of an interval, and says afterwards how many are missing', () => {
    const { write, texts, onSuppressed } = limited(30_000, 10);
    write(40, 'flood');
    expect(texts()).toEqual(Array<string>(32).fill('web: flood'));
    expect(onSuppressed).toHaveBeenCalledTimes(1);
    now += 30_001;
    write(1, 'quiet again');
    expect(texts().slice(32)).toEqual(['systemd-journald: Suppressed 8 messages from web.service', 'web: quiet again']);
  });

  test('errors have a limit for themselves, and what systemd says has none', () => {
    const { log, write, texts } = limited(30_000, 1);
    write(10, 'flood');
    write(2, '<3>no database');
    log.note('web.service: Main process exited, code=exited, status=1/FAILURE');
    expect(texts().slice(3)).toEqual(
      ['web: no database', 'web: no database', 'systemd: web.service: Main process exited, code=exited, status=1/FAILURE']);
  });

  test.each([[0, 10], [30_000, 0]])('an interval of %d and a burst of %d are no limit; the next start may have one', (interval, burst) => {
    const { log, write, texts } = limited(interval, burst);
    write(100, 'all');
    expect(texts()).toHaveLength(100);
    log.beginInvocation('two', { interval: 30_000, burst: 4 });
    write(100, 'some');
    expect(texts()).toHaveLength(113);
  });

  test('the log of a container has neither a limit nor words of systemd', () => {
    const { log, write, texts } = limited(30_000, 1, 'application');
    write(100, 'all');
    log.note('Started web.');
    log.explain('web.service', 'Failed at step EXEC spawning /app/run: No such file or directory');
    expect(texts().slice(99)).toEqual(['web: all', 'application: Failed at step EXEC spawning /app/run: No such file or directory']);
  });

  test('of a flood those who watch the run get a part, and how much there is', () => {
    const told: string[] = [];
    const lines = new ToldLines((text) => told.push(text));
    for (let index = 0; index < 5_000; index++) lines.line(`line ${index}`, 'web');
    expect(told).toHaveLength(1_000);
    now += 1_000;
    lines.line('quiet again', 'web');
    expect(told.slice(1_000)).toEqual(['(4000 more lines are in the log)', 'quiet again']);
  });

  test('of a flood that is the last that a program says, too', () => {
    jest.useFakeTimers({ doNotFake: ['performance'] });
    const told: string[] = [];
    const lines = new ToldLines((text) => told.push(text));
    for (let index = 0; index < 1_500; index++) lines.line(`line ${index}`, 'web');
    expect(told).toHaveLength(1_000);
    jest.advanceTimersByTime(1_000);
    expect(told.slice(1_000)).toEqual(['(500 more lines are in the log)']);
    lines.line('of which one more', 'web');
    lines.summarize('web');
    jest.advanceTimersByTime(10_000);
    jest.useRealTimers();
    expect(told.slice(1_001)).toEqual(['(1 more lines are in the log)']);
  });
});
