import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readText as readAssemblyText } from '../../src/assembly/assembly-file';
import { readStoredFile, readText, readTextSync, UnreadableFile } from '../../src/system/stored-file';

let directory: string;
let file: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'gostyle-file-'));
  file = join(directory, 'state.json');
});
afterEach(() => rmSync(directory, { recursive: true }));

const PLACED = {
  'a pipe without a writer': () => execFileSync('mkfifo', [file]),
  'a device without an end': () => symlinkSync('/dev/zero', file),
  'a folder': () => mkdirSync(file),
};

describe.each(Object.entries(PLACED))('%s in place of a file', (_what, place) => {
  test('is refused immediately as state', async () => {
    place();
    await expect(readText(file)).rejects.toThrow(/state\.json cannot be read: it is a .*not a file; fix it, or remove it/);
    expect(() => readTextSync(file)).toThrow(UnreadableFile);
    await expect(readStoredFile(file, { shape: {} })).rejects.toThrow(UnreadableFile);
  });

  test('is refused immediately in an assembly', () => {
    place();
    expect(readAssemblyText(directory, 'state.json')).toMatchObject({ status: expect.not.stringMatching('success') as string });
  });
});

test('a state file that is too large is refused, with the limit', async () => {
  writeFileSync(file, '{}');
  truncateSync(file, 5_000_000_000);
  await expect(readText(file)).rejects.toThrow('it has 5000000000 bytes, more than the limit of 67108864');
  expect(() => readTextSync(file)).toThrow(UnreadableFile);
});
