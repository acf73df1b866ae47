import { mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readAppSpec } from '../../src/codedeploy/agent/app-spec-file';
import { reasonNotToRead } from '../../src/system/small-file';

let directory: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'gostyle-small-file-'));
});
afterEach(() => rmSync(directory, { recursive: true }));

test('a link to an endless device is not read, even as an AppSpec', () => {
  const path = join(directory, 'appspec.yml');
  symlinkSync('/dev/zero', path);
  expect(reasonNotToRead(path)).toBe(`${path} is neither a file nor a link to one`);
  expect(() => readAppSpec(path)).toThrow(`${path} is neither a file nor a link to one`);
});

test('nor is a file that would take seconds to parse', () => {
  const path = join(directory, 'buildspec.yml');
  writeFileSync(path, Buffer.alloc(2 ** 18));
  expect(reasonNotToRead(path)).toBeUndefined();
  writeFileSync(path, Buffer.alloc(2 ** 18 + 1));
  expect(reasonNotToRead(path)).toBe(`${path} is larger than 256 KiB, which is the limit`);
});

test('a missing file is left to its reader to report', () => {
  expect(reasonNotToRead(join(directory, 'none'))).toBeUndefined();
});
