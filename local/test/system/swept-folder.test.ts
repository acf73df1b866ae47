import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import files from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { writeFileAtomically } from '../../src/system/atomic-file';

afterEach(() => jest.restoreAllMocks());

test('a folder that could not be listed once can be written to the next time', async () => {
  const directory = mkdtempSync(join(tmpdir(), 'gostyle-file-'));
  const path = join(directory, 'state.json');
  try {
    jest.spyOn(files, 'readdir').mockRejectedValueOnce(new Error('EMFILE'));
    await expect(writeFileAtomically(path, '1')).rejects.toThrow('EMFILE');
    await writeFileAtomically(path, '2');
    expect(readFileSync(path, 'utf8')).toBe('2');
    expect(readdirSync(directory)).toEqual(['state.json']);
  } finally {
    rmSync(directory, { recursive: true });
  }
});
