import { execFileSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterTest } from './after-test';
import { StateDirectory } from '../../src/engine/state/state-directory';
import { checkLayout } from '../../src/engine/state/state-layout';

function root(): string {
  const directory = mkdtempSync(join(tmpdir(), 'gostyle-layout-'));
  afterTest(() => rmSync(directory, { recursive: true, force: true }));
  for (const name of ['revisions', 'environments/production/instances/i-1/logs']) mkdirSync(join(directory, name), { recursive: true });
  writeFileSync(join(directory, 'revisions/r.tgz'), '');
  return directory;
}

const FILES = ['lock', 'run.json', 'README', '.gitignore', 'revisions/r.tgz', 'assembly-parameters.json', 'certificate.pem'];
const FOLDERS = ['assembly', 'synthesized', 'executions', 'images', 'environments/production', 'environments/production/instances/i-1/logs'];

test('accepts a valid state directory, and a new one', () => {
  const directory = root();
  checkLayout(directory);
  checkLayout(join(directory, 'none'));
});

test.each(FILES)('refuses %s as a folder or a pipe, naming its path, before anything is written', async (file) => {
  for (const make of ['mkdir', 'mkfifo']) {
    const directory = root();
    const path = join(directory, file);
    rmSync(path, { force: true });
    execFileSync(make, [path]);
    const before = readdirSync(directory);
    await expect(StateDirectory.open(directory)).rejects.toThrow(/cannot be read: it is .*, not a file; remove it, or delete .* to start from/);
    await expect(StateDirectory.open(directory)).rejects.toThrow(path);
    expect(readdirSync(directory)).toEqual(before);
  }
});

test.each(FOLDERS)('refuses %s as a file, naming its path', (folder) => {
  const directory = root();
  const path = join(directory, folder);
  rmSync(path, { recursive: true, force: true });
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, '');
  expect(() => checkLayout(directory)).toThrow(`${path} must be a folder`);
  expect(existsSync(path)).toBe(true);
});

// Root may read everything.
(process.getuid?.() === 0 ? test.skip : test)('what this user may not use is refused by its path', () => {
  const directory = root();
  const file = join(directory, 'revisions/r.tgz');
  chmodSync(file, 0);
  expect(() => checkLayout(directory)).toThrow(`${file} cannot be used by this user; change its owner or its mode`);
});
