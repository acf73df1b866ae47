import { execFileSync } from 'node:child_process';
import { chownSync, existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterTest } from './after-test';
import { CommitWatch } from '../../src/engine/source/commit-watch';
import { GitRepository } from '../../src/engine/source/git-repository';
import type { CommitState } from '../../src/model/run-state';

function folder(): string {
  const directory = mkdtempSync(join(tmpdir(), 'gostyle-git-'));
  afterTest(() => rmSync(directory, { recursive: true, force: true }));
  return directory;
}

function git(directory: string, ...args: readonly string[]): string {
  return execFileSync('git', ['-c', 'user.name=Test', '-c', 'user.email=test@localhost', ...args], {
    cwd: directory,
    encoding: 'utf8',
    stdio: 'pipe',
  }).trim();
}

function repository(): string {
  const directory = folder();
  git(directory, 'init', '-q', '-b', 'main');
  return directory;
}

function commit(directory: string, files: Readonly<Record<string, string>>, subject = 'a change'): string {
  for (const [name, text] of Object.entries(files)) writeFileSync(join(directory, name), text);
  git(directory, 'add', '-A');
  git(directory, 'commit', '-q', '--allow-empty', '-m', subject);
  return git(directory, 'rev-parse', 'HEAD');
}

test('the current commit, on its branch', async () => {
  const directory = repository();
  const id = commit(directory, { 'a.txt': 'a' }, 'subject: with "quotes"');
  const head = await (await GitRepository.open(directory)).head();
  expect(head).toMatchObject({ id, subject: 'subject: with "quotes"', author: 'Test <test@localhost>', branch: 'main' });
});

test('a folder inside the repository, and a commit that is on no branch', async () => {
  const directory = repository();
  const id = commit(directory, { 'a.txt': 'a' });
  mkdirSync(join(directory, 'inside'));
  git(directory, 'checkout', '-q', '--detach');
  const opened = await GitRepository.open(join(directory, 'inside'));
  expect(opened.directory).toBe(directory);
  expect(await opened.head()).toMatchObject({ id, branch: 'HEAD' });
});

test('refuses a folder that is no repository', async () => {
  await expect(GitRepository.open(folder())).rejects.toThrow(/cannot be read as a git repository: not a git repository .* run `git init` and commit/);
});

// Only root can change the owner of files.
const asRoot = process.getuid?.() === 0 ? test : test.skip;

asRoot('refuses a repository of another user, with git\'s reason and the command that trusts it', async () => {
  const directory = repository();
  commit(directory, { 'a.txt': 'a' });
  for (const path of [directory, join(directory, '.git')]) chownSync(path, 65534, 65534);
  await expect(GitRepository.open(directory)).rejects.toThrow(
    new RegExp(`detected dubious ownership in repository at '${directory}'; if you trust it, .*safe\\.directory ${directory}\``),
  );
});

test('refuses a folder that does not exist', async () => {
  await expect(GitRepository.open('/does/not/exist')).rejects.toThrow(/cannot be read as a git repository/);
});

test('refuses a repository without commits', async () => {
  const opened = await GitRepository.open(repository());
  await expect(opened.head()).rejects.toThrow(/has no commit on main yet; commit something first/);
});

test('the files of a commit, not those of the work tree, and without .git', async () => {
  const directory = repository();
  const id = commit(directory, { 'a.txt': 'committed', '.gitattributes': 'secret.txt export-ignore\n', 'secret.txt': 's' });
  writeFileSync(join(directory, 'a.txt'), 'changed');
  writeFileSync(join(directory, 'new.txt'), 'new');
  const opened = await GitRepository.open(directory);
  const out = join(folder(), 'out');
  await opened.export(id, out);
  expect(readdirSync(out).sort()).toEqual(['.gitattributes', 'a.txt']);
  expect(await opened.uncommitted()).toEqual(['a.txt', 'new.txt']);
});

test('a clone has the history', async () => {
  const directory = repository();
  commit(directory, { 'a.txt': '1' });
  const id = commit(directory, { 'a.txt': '2' });
  const out = join(folder(), 'out');
  await (await GitRepository.open(directory)).clone(id, out);
  expect(existsSync(join(out, '.git'))).toBe(true);
  expect(git(out, 'rev-list', '--count', 'HEAD')).toBe('2');
});

test('a commit without files is empty', async () => {
  const directory = repository();
  const empty = commit(directory, {});
  const opened = await GitRepository.open(directory);
  expect(await opened.isEmpty(empty)).toBe(true);
  expect(await opened.isEmpty(commit(directory, { 'a.txt': 'a' }))).toBe(false);
});

test('the diff between two commits, with a limit', async () => {
  const directory = repository();
  const from = commit(directory, { 'a.txt': 'old\n' });
  const to = commit(directory, { 'a.txt': 'new\n', 'large.txt': 'x'.repeat(300_000) });
  const opened = await GitRepository.open(directory);
  const diff = await opened.diff(from, to);
  expect(diff).toContain('+new');
  expect(diff.length).toBeLessThan(210_000);
  expect(await opened.diff(undefined, to)).toMatch(/no revision yet/);
  expect(await opened.diff('0'.repeat(40), to)).toMatch(/is not in this repository/);
});

test('recognizes a shallow clone', async () => {
  const directory = repository();
  commit(directory, { 'a.txt': '1' });
  commit(directory, { 'a.txt': '2' });
  const shallow = join(folder(), 'shallow');
  git(directory, 'clone', '-q', '--depth', '1', `file://${directory}`, shallow);
  expect((await GitRepository.open(shallow)).isShallow).toBe(true);
  expect((await GitRepository.open(directory)).isShallow).toBe(false);
});

test.each([['on the branch', false], ['after references were packed', true]])('a new commit %s is seen without polling', async (_, packed) => {
  jest.spyOn(globalThis, 'setInterval').mockReturnValue(setTimeout(() => undefined, 0));
  afterTest(() => jest.restoreAllMocks());
  const directory = repository();
  const known = commit(directory, { 'a.txt': '1' });
  if (packed) git(directory, 'pack-refs', '--all');
  const opened = await GitRepository.open(directory);
  const seen = new Promise<CommitState>((resolve, reject) => {
    const watch = new CommitWatch(opened, known, resolve, reject);
    afterTest(() => watch.close());
  });
  const id = commit(directory, { 'a.txt': '2' });
  expect(await seen).toMatchObject({ id });
});
