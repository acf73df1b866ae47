import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { UnitLog } from '../../src/fleet/systemd/unit-log';

let directory: string;
beforeEach(() => { directory = mkdtempSync(join(tmpdir(), 'gostyle-log-')); });
afterEach(() => rmSync(directory, { recursive: true }));

function written(...chunks: readonly Buffer[]) {
  const told: string[] = [];
  const log = new UnitLog(join(directory, 'web.service.log'), (text) => told.push(text));
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
  const { told, log } = written(Buffer.from(Array.from({ length: 10_000 }, (_, index) => `line ${index}\n`).join('')));
  expect(told).toHaveLength(10_000);
  expect(log.tail(2).map((line) => line.split(': ')[1])).toEqual(['line 9998', 'line 9999']);
});

test('the file does not grow without limit', () => {
  const log = new UnitLog(join(directory, 'web.service.log'), () => undefined);
  for (let index = 0; index < 250; index++) log.append('web', 7, 'x'.repeat(48 * 1024));
  expect(readFileSync(log.path).length).toBeLessThan(9 * 2 ** 20);
});
