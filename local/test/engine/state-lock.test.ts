import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterTest } from './after-test';
import { StateLock } from '../../src/engine/state/state-lock';

function lockFile(): string {
  const directory = mkdtempSync(join(tmpdir(), 'gostyle-lock-'));
  afterTest(() => rmSync(directory, { recursive: true }));
  return join(directory, 'lock');
}

test('refuses a directory that a live runner uses, and names its process', async () => {
  const path = lockFile();
  const lock = await StateLock.take(path);
  await expect(StateLock.take(path)).rejects.toThrow(`in use by another run (process ${process.pid})`);
  await lock.release();
  await (await StateLock.take(path)).release();
});

test('takes over the lock of a runner that was killed', async () => {
  const path = lockFile();
  const gone = spawn(process.execPath, ['-e', '']);
  await once(gone, 'exit');
  writeFileSync(path, JSON.stringify({ pid: gone.pid, started: '1' }));
  await StateLock.take(path);
  expect(JSON.parse(readFileSync(path, 'utf8'))).toMatchObject({ pid: process.pid });
});

test('takes over a lock whose process id now belongs to another process', async () => {
  const path = lockFile();
  writeFileSync(path, JSON.stringify({ pid: process.pid, started: '1' }));
  await StateLock.take(path);
});

test('takes over a lock that was written incompletely', async () => {
  const path = lockFile();
  writeFileSync(path, '{"pid":');
  await StateLock.take(path);
});

test('only one of many that try at the same time gets it', async () => {
  const path = lockFile();
  const results = await Promise.allSettled(Array.from({ length: 8 }, () => StateLock.take(path)));
  expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
});

test('only one of many that find the lock of a killed runner gets it', async () => {
  const path = lockFile();
  for (let turn = 0; turn < 20; turn += 1) {
    writeFileSync(path, JSON.stringify({ pid: process.pid, started: '1' }));
    const results = await Promise.allSettled(Array.from({ length: 8 }, () => StateLock.take(path)));
    expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    expect(readdirSync(dirname(path))).toEqual(['lock']);
  }
});
