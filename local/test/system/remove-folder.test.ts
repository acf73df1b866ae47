import { execFileSync } from 'node:child_process';
import { chmodSync, chownSync, existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { buildSync } from 'esbuild';
import { removeFolder } from '../../src/system/remove-folder';

const isRoot = process.getuid?.() === 0;
const ORDINARY = isRoot ? { uid: 65_534, gid: 65_534 } : {};

let directory: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'gostyle-test-'));
  chmodSync(directory, 0o777);
});
afterEach(() => {
  execFileSync('chmod', ['-R', 'u+rwX', directory]);
  rmSync(directory, { recursive: true });
});

/** Who may write everywhere has nothing to be refused. */
function removeAsOrdinaryUser(...folders: readonly string[]): unknown {
  const outfile = join(directory, 'program.cjs');
  buildSync({ entryPoints: [join(__dirname, 'remove-folder-program.ts')], outfile, bundle: true, platform: 'node', logLevel: 'error' });
  return JSON.parse(execFileSync(process.execPath, [outfile, ...folders], { ...ORDINARY, encoding: 'utf8', cwd: directory }));
}

/** With a file in it that the user of the build owns, unless the last folder stays root's. */
function folderWith(path: string, { owner = ORDINARY.uid } = {}): string {
  const file = join(directory, path);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, '');
  if (owner === undefined) return join(directory, path.split('/')[0]!);
  for (let each = file; each !== directory; each = dirname(each)) chownSync(each, owner, owner);
  return join(directory, path.split('/')[0]!);
}

test('folders that may not be written to, as in the module cache of Go, are deleted', () => {
  const folder = folderWith('work/pkg/mod/example.com/web.go');
  for (const path of ['pkg/mod/example.com', 'pkg/mod', 'pkg']) chmodSync(join(folder, path), 0o555);
  expect(removeAsOrdinaryUser(folder)).toEqual([{ isLeft: false }]);
});

test('what belongs to another user is reported', () => {
  if (!isRoot) return;
  const folder = folderWith('work/own/file');
  mkdirSync(join(folder, 'of-root'));
  writeFileSync(join(folder, 'of-root/file'), '');
  expect(removeAsOrdinaryUser(folder)).toEqual([{ isLeft: true, error: 'EACCES' }]);
});

test('links are deleted, not what they point to', async () => {
  const kept = folderWith('kept/file', {});
  const folder = folderWith('work/file', {});
  symlinkSync(kept, join(folder, 'link'));
  await removeFolder(folder);
  expect(existsSync(folder)).toBe(false);
  expect(readdirSync(kept)).toEqual(['file']);
});

test('a folder that does not exist is none to delete', async () => {
  await expect(removeFolder(join(directory, 'none'))).resolves.toBeUndefined();
});
