import { existsSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { messageOf } from '../../src/messages/message-of';
import { makeFolder } from '../../src/system/make-folder';

let directory: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'gostyle-folder-'));
});
afterEach(() => rmSync(directory, { recursive: true }));

function failure(work: () => unknown): string {
  try {
    work();
    return 'none';
  } catch (error) {
    return messageOf(error);
  }
}

test('creates missing folders, private ones if asked, and accepts existing ones', () => {
  makeFolder(join(directory, 'a/b/c'), 0o700);
  makeFolder(join(directory, 'a/b/c'));
  expect(statSync(join(directory, 'a/b')).mode % 0o1000).toBe(0o700);
});

test('fails immediately, with a fix, if nothing can be created', () => {
  expect(failure(() => makeFolder('/proc/none/of/these'))).toMatch(/^\/proc\/none cannot be created: .*; name another place$/);
  writeFileSync(join(directory, 'file'), '');
  const file = join(directory, 'file');
  expect(failure(() => makeFolder(file))).toBe(`${file} cannot be used: it is a file, and must be a folder; remove it, or name another place`);
  expect(failure(() => makeFolder(join(file, 'a')))).toMatch(/must be a folder/);
  expect(existsSync(join(directory, 'file'))).toBe(true);
});

test('a missing folder for temporary files is named, with the variable', () => {
  expect(failure(() => mkdtempSync(join(directory, 'none/x-')))).toMatch(
    /^no temporary folder can be created in .*none: .*; create that folder, or set TMPDIR to another one$/);
});
