import { mkdirSync, mkdtempSync, readdirSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { forgetOldLogs } from '../../../src/resources/hosts/forget-logs';

let directory: string;

beforeEach(() => { directory = mkdtempSync(join(tmpdir(), 'left-')); });
afterEach(() => rmSync(directory, { recursive: true }));

test('of the hosts that have ended, those that wrote last keep their logs, whatever their names and whenever they started', async () => {
  // The first ones started last.
  const ids = Array.from({ length: 23 }, (_, index) => `i-${index}`);
  for (const id of [...ids].reverse()) {
    const logs = join(directory, 'instances', id, 'logs');
    mkdirSync(logs, { recursive: true });
    writeFileSync(join(logs, 'web.service.log'), 'a line\n');
    writeFileSync(join(logs, 'other.log'), 'a line\n');
    const [index, early] = [Number(id.slice(2)), new Date(1e12)];
    utimesSync(join(logs, 'other.log'), early, early);
    utimesSync(join(logs, 'web.service.log'), early, new Date(1e12 + index * 1000));
    utimesSync(logs, early, early);
  }
  await forgetOldLogs(directory, (id) => id === 'i-0');
  const kept = readdirSync(join(directory, 'instances'));
  expect(ids.filter((id) => !kept.includes(id))).toEqual(['i-1', 'i-2']);
});
