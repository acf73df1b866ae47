import { execFileSync } from 'node:child_process';
import { appendFileSync, chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterTest } from './after-test';
import { GitRepository } from '../../src/engine/source/git-repository';

interface Hostile {
  readonly directory: string;
  readonly out: string;
  readonly first: string;
  readonly last: string;
  /** The programs that ran. */
  ran(): string[];
}

function git(directory: string, ...args: readonly string[]): string {
  const env = { ...process.env, GIT_CONFIG_GLOBAL: '/dev/null' };
  const identity = ['-c', 'user.name=Test', '-c', 'user.email=test@localhost'];
  return execFileSync('git', [...identity, ...args], { cwd: directory, encoding: 'utf8', stdio: 'pipe', env }).trim();
}

/** A repository whose configuration, hooks and attributes name a program wherever git supports one. The program records why it was called. */
function hostile(): Hostile {
  const out = mkdtempSync(join(tmpdir(), 'gostyle-hostile-'));
  afterTest(() => rmSync(out, { recursive: true, force: true }));
  const directory = join(out, 'repository');
  mkdirSync(directory);
  git(directory, 'init', '-q', '-b', 'main');
  const write = (name: string, text: string) => writeFileSync(join(directory, name), text);
  write('a.txt', 'one\n');
  write('.gitattributes', '*.txt filter=evil diff=evil merge=evil\n*.bin filter=long\n');
  write('b.bin', 'bytes');
  git(directory, 'add', '-A');
  git(directory, 'commit', '-q', '-m', 'first');
  const first = git(directory, 'rev-parse', 'HEAD');
  write('a.txt', 'two\n');
  git(directory, 'commit', '-q', '-a', '-m', 'second');

  // Signed, because showing the signature would call the program that verifies it.
  const tree = git(directory, 'rev-parse', 'HEAD^{tree}');
  const parent = git(directory, 'rev-parse', 'HEAD');
  const person = 'Test <test@localhost> 1700000000 +0000';
  const signature = 'gpgsig -----BEGIN PGP SIGNATURE-----\n \n iQEz\n -----END PGP SIGNATURE-----';
  writeFileSync(join(out, 'commit'), `tree ${tree}\nparent ${parent}\nauthor ${person}\ncommitter ${person}\n${signature}\n\nsigned\n`);
  const last = git(directory, 'hash-object', '-t', 'commit', '-w', join(out, 'commit'));
  git(directory, 'update-ref', 'refs/heads/main', last);

  const log = join(out, 'ran');
  const program = (name: string): string => {
    const path = join(out, `program-${name}`);
    writeFileSync(path, `#!/bin/sh\necho ${name} >>'${log}'\ncat\n`);
    chmodSync(path, 0o755);
    return path;
  };
  const nested = join(directory, 'nested');
  mkdirSync(nested);
  git(nested, 'init', '-q');
  git(nested, 'commit', '-q', '--allow-empty', '-m', 'nested');
  appendFileSync(join(nested, '.git/config'), `[core]\n\tfsmonitor = ${program('submodule')}\n`);
  git(directory, 'update-index', '--add', '--cacheinfo', `160000,${git(nested, 'rev-parse', 'HEAD')},nested`);

  mkdirSync(join(out, 'hooks'));
  for (const hook of ['post-checkout', 'post-index-change', 'pre-auto-gc', 'reference-transaction', 'fsmonitor-watchman']) {
    for (const folder of [join(out, 'hooks'), join(directory, '.git/hooks')]) {
      writeFileSync(join(folder, hook), readFileSync(program(hook)), { mode: 0o755 });
    }
  }
  writeFileSync(join(directory, '.git/info/attributes'), '* filter=evil diff=evil\n');
  writeFileSync(join(out, 'included'), `[core]\n\tsshCommand = ${program('ssh')}\n\taskPass = ${program('askpass')}\n`);
  appendFileSync(join(directory, '.git/config'), `
[core]
	repositoryFormatVersion = 1
	fsmonitor = ${program('fsmonitor')}
	hooksPath = ${join(out, 'hooks')}
	pager = ${program('pager')}
	editor = ${program('editor')}
	gitProxy = ${program('proxy')}
	alternateRefsCommand = ${program('alternate-refs')}
[extensions]
	partialClone = evil
[remote "evil"]
	url = file://${out}/nowhere
	promisor = true
	uploadpack = ${program('uploadpack')}
	vcs = evil
[uploadpack]
	packObjectsHook = ${program('pack-objects')}
[filter "evil"]
	clean = ${program('clean')}
	smudge = ${program('smudge')}
	required = true
[filter "long"]
	process = ${program('process')}
	required = true
[diff]
	external = ${program('external-diff')}
[diff "evil"]
	textconv = ${program('textconv')}
	command = ${program('diff-command')}
[log]
	showSignature = true
[gpg]
	program = ${program('gpg')}
[pager]
	log = ${program('pager-log')}
	diff = ${program('pager-diff')}
[tar "tar"]
	command = ${program('tar')}
[alias]
	log = !${program('alias')}
[trace2]
	normalTarget = ${join(out, 'trace')}
[include]
	path = ${join(out, 'included')}
`);
  // Git reads files that may have changed through its filters.
  const future = new Date(Date.now() + 60_000);
  utimesSync(join(directory, 'a.txt'), future, future);
  writeFileSync(join(directory, 'b.bin'), 'other');
  rmSync(log, { force: true });
  return { directory, out, first, last, ran: () => (existsSync(log) ? readFileSync(log, 'utf8').split('\n').filter(Boolean) : []) };
}

test('reading a repository runs no program that it names', async () => {
  const { directory, out, first, last, ran } = hostile();
  const repository = await GitRepository.open(directory);
  expect(await repository.head()).toMatchObject({ id: last, subject: 'signed', branch: 'main' });
  expect(await repository.uncommitted()).toEqual(expect.arrayContaining(['b.bin']));
  expect(await repository.changedFiles(first, last)).toEqual(['a.txt']);
  expect(await repository.diff(first, last)).toContain('+two');
  expect(await repository.isEmpty(last)).toBe(false);
  expect(await repository.contains('f'.repeat(40))).toBe(false);
  expect(await repository.contains('--output=x')).toBe(false);
  await repository.export(last, join(out, 'export'));
  expect(readFileSync(join(out, 'export/a.txt'), 'utf8')).toBe('two\n');
  await repository.clone(last, join(out, 'clone'));
  expect(readFileSync(join(out, 'clone/a.txt'), 'utf8')).toBe('two\n');
  expect(git(join(out, 'clone'), 'rev-list', '--count', 'HEAD')).toBe('3');
  expect(ran()).toEqual([]);
  expect(existsSync(join(out, 'trace'))).toBe(false);
});

test('plain git does run them in the same repository, so this test can fail', () => {
  const { directory, first, last, ran } = hostile();
  for (const args of [['status'], ['log', '-1'], ['diff', first, last]]) {
    try {
      git(directory, ...args);
    } catch {
      // A required filter fails, but it did run.
    }
  }
  expect(ran()).toEqual(expect.arrayContaining(['fsmonitor', 'gpg']));
});

test('git variables in the runner\'s environment run nothing either', () => {
  const { directory, out, first, last, ran } = hostile();
  const script = join(out, 'read.mjs');
  const bundle = join(out, 'bundle.mjs');
  const source = join(__dirname, '../../src/engine/source/git-repository.ts');
  const options = ['--bundle', '--platform=node', '--format=esm', `--outfile=${bundle}`, '--log-level=error'];
  execFileSync(join(__dirname, '../../../node_modules/.bin/esbuild'), [source, ...options]);
  writeFileSync(script, `import { GitRepository } from ${JSON.stringify(bundle)};
const repository = await GitRepository.open(${JSON.stringify(directory)});
await repository.uncommitted();
console.log((await repository.diff('${first}', '${last}')).includes('+two'));
`);
  const evil = join(out, 'program-fsmonitor');
  const env = {
    ...process.env,
    GIT_EXTERNAL_DIFF: evil,
    GIT_PAGER: evil,
    GIT_DIR: '/nowhere',
    GIT_INDEX_FILE: '/nowhere',
    GIT_SSH_COMMAND: evil,
    GIT_CONFIG_COUNT: '1',
    GIT_CONFIG_KEY_0: 'core.fsmonitor',
    GIT_CONFIG_VALUE_0: evil,
    GIT_CONFIG_PARAMETERS: `'core.fsmonitor'='${evil}'`,
    GIT_TRACE: join(out, 'trace'),
  };
  expect(execFileSync(process.execPath, [script], { encoding: 'utf8', env }).trim()).toBe('true');
  expect(ran()).toEqual([]);
  expect(existsSync(join(out, 'trace'))).toBe(false);
});
