import { PassThrough, Readable } from 'node:stream';
import { PacedReader } from '../../src/system/paced-output';

/** The time of these tests passes only by work, and by waiting when there is none: a slow machine changes nothing. */
let now = 0;

/** As expensive as a chunk of a flood. */
function busy(milliseconds: number): void {
  now += milliseconds;
}

beforeEach(() => {
  jest.spyOn(performance, 'now').mockImplementation(() => now);
  jest.spyOn(global, 'setTimeout').mockImplementation(((callback: () => void, milliseconds: number) => {
    const due = now + milliseconds;
    // Once round the event loop is once round for every stream as well.
    const look = () => {
      if (now >= due) return callback();
      now += 1;
      setImmediate(look);
    };
    return setImmediate(look);
  }) as unknown as typeof setTimeout);
});

const LINES = Array.from({ length: 400 }, (_, index) => `line ${index}\n`);

test('all of a flood is handled in its order, and something else has most of the time', async () => {
  const stream = Readable.from(LINES.map((line) => Buffer.from(line)), { objectMode: false });
  let text = '';
  let busyMs = 0;
  const began = performance.now();
  const reader = new PacedReader(stream, (chunk) => {
    const start = performance.now();
    busy(0.5);
    text += chunk.toString();
    busyMs += performance.now() - start;
  });
  await reader.finished(60_000);
  const share = busyMs / (performance.now() - began);
  expect(text).toBe(LINES.join(''));
  expect(share).toBeLessThan(0.5);
});

test('what does not fit into a buffer is dropped by whole lines, and the stream goes on', async () => {
  const stream = new PassThrough({ highWaterMark: 2 ** 24 });
  let text = '';
  let dropped = 0;
  const handle = (chunk: Buffer) => { text += chunk.toString(); busy(10); };
  new PacedReader(stream, handle, { bufferBytes: 200, onDropped: () => { dropped += 1; } });
  for (const line of LINES) {
    stream.write(line.slice(0, 3));
    stream.write(line.slice(3));
  }
  await new Promise<void>((resolve) => {
    const look = () => {
      if (text.includes('the end')) return resolve();
      stream.write('a line\nthe end\n');
      setImmediate(look);
    };
    look();
  });
  const lines = text.split('\n').filter(Boolean);
  expect(dropped).toBeGreaterThan(0);
  expect(lines.length).toBeLessThan(LINES.length);
  expect(lines[0]).toBe('line 0');
  // The line at which it began to drop may lack its end.
  const whole = new Set([...LINES.map((line) => line.trim()), 'a line', 'the end']);
  expect(lines.filter((line) => !whole.has(line)).length).toBeLessThanOrEqual(dropped);
});

test('a flood that never ends does not keep the output of other programs', async () => {
  const [flood, other] = [new PassThrough({ highWaterMark: 2 ** 24 }), new PassThrough()];
  let turns = 0;
  let isOver = false;
  const reader = new PacedReader(flood, () => {
    turns += 1;
    if (!isOver) busy(1);
  }, { bufferBytes: 2 ** 20 });
  const waited = new Promise<number>((resolve) => {
    let lines = 0;
    let longest = 0;
    let since = turns;
    new PacedReader(other, () => {
      longest = Math.max(longest, turns - since);
      since = turns;
      lines += 1;
      if (lines === 20) resolve(longest);
      else other.write('a line\n');
    });
  });
  const pour = () => { for (let line = 0; line < 50; line++) flood.write('a line\n'); };
  pour();
  const pouring = setInterval(pour, 5);
  other.write('a line\n');
  const longest = await waited;
  clearInterval(pouring);
  isOver = true;
  flood.end();
  await reader.finished(60_000);
  // A turn of the flood has five lines, unless the machine is slow.
  expect(longest).toBeLessThan(25);
});

test('what comes when a paused stream goes on is waited for, however long its queue took', async () => {
  const chunks = [...LINES.slice(0, 10), 'last words\n'];
  // As from a pipe: nothing is read ahead, and what is read comes later.
  const stream = new Readable({
    highWaterMark: 0,
    read() { setImmediate(() => this.push(chunks.shift() ?? null)); },
  });
  let text = '';
  const reader = new PacedReader(stream, (chunk) => { text += chunk.toString(); busy(5); });
  while (!stream.isPaused()) await new Promise((resolve) => { setImmediate(resolve); });
  await reader.finished(1);
  expect(text).toContain('last words');
});

test('the last words after a flood are handled, although they were still in the pipe when the program ended', async () => {
  const stream = new PassThrough({ highWaterMark: 16 });
  let text = '';
  const reader = new PacedReader(stream, (chunk) => { text += chunk.toString(); busy(5); });
  for (const line of LINES.slice(0, 40)) stream.write(line);
  stream.write('last words\n');
  await reader.finished(200);
  expect(text).toContain('last words');
});
