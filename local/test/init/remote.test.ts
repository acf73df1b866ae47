import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readRemote, remoteNotes } from '../../src/init';

let directory: string;

beforeEach(() => { directory = mkdtempSync(join(tmpdir(), 'gostyle-remote-test-')); });
afterEach(() => rmSync(directory, { recursive: true, force: true }));

const git = (...args: string[]) => execFileSync('git', ['-C', directory, ...args]);

async function notesOn(branch: string, origin: string, defaultBranch?: string): Promise<string[]> {
  git('init', '--quiet', `--initial-branch=${branch}`);
  git('remote', 'add', 'origin', origin);
  if (defaultBranch !== undefined) git('symbolic-ref', 'refs/remotes/origin/HEAD', `refs/remotes/origin/${defaultBranch}`);
  return remoteNotes(await readRemote(directory));
}

test('on a branch, the pipeline releases that branch, and the note names the one that it will be merged into', async () => {
  const [note, ...others] = await notesOn('pipeline', 'git@github.com:me/app.git', 'release/main');
  expect(note).toContain('the pipeline releases the branch pipeline, which is checked out');
  expect(note).toContain('write release/main into `branch` of the CDK app');
  expect(others).toEqual([]);
});

test.each([['main', 'main'], ['trunk', undefined]])('on %s of a repository whose branch is %s there is nothing to note', async (branch, standard) => {
  expect(await notesOn(branch, 'https://github.com/me/app', standard)).toEqual([]);
});

test.each([
  ['https://me:secret@gitlab.com/group/app.git', 'gitlab.com'],
  ['git@bitbucket.org:me/app.git', 'bitbucket.org'],
  ['https://git-codecommit.eu-central-1.amazonaws.com/v1/repos/app', 'git-codecommit.eu-central-1.amazonaws.com'],
  ['https://me:secret@2:x@gitlab.com/group/app.git', undefined],
  ['https://me:a@secret/x@gitlab.com/group/app.git', undefined],
  ['codecommit::eu-central-1://app', undefined],
  ['git@github-work:me/app.git', undefined],
  ['git@github.com-work:me/app.git', undefined],
  ['https://www.github.com/me/app', undefined],
  ['/srv/git/app.git', undefined],
])('a repository that is not on GitHub needs another source: %s', async (origin, host) => {
  const notes = await notesOn('main', origin);
  expect(notes.join()).not.toContain('secret');
  expect(notes).toEqual(host === undefined ? [] : [expect.stringContaining(`origin is on ${host}, but the CDK app says \`Source.gitHub\``)]);
});
