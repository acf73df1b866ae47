import type { FilterModel, PipelineModel, TriggerModel } from '../../src/assembly';
import { branchesOf, takesBranch, whyNotStarted } from '../../src/engine/source/commit-trigger';
import { TriggeredCommits, warnOfBranch } from '../../src/engine/source/triggered-commits';
import { Reporter } from '../../src/messages/reporter';
import type { CommitState } from '../../src/model/run-state';

const ALL: FilterModel = { includes: [], excludes: [] };
const push = (filters: Partial<TriggerModel>): TriggerModel => ({ sourceAction: 'Source', branches: ALL, tags: ALL, filePaths: ALL, ...filters });
const only = (...includes: string[]): FilterModel => ({ includes, excludes: [] });
const not = (...excludes: string[]): FilterModel => ({ includes: [], excludes });

function pipeline(triggers: TriggerModel[], branch?: string): PipelineModel {
  return {
    triggers,
    pullRequests: [],
    stages: [{ actions: [{ category: 'Source', configuration: branch === undefined ? {} : { BranchName: branch } }] }],
  } as unknown as PipelineModel;
}

test.each<[string, PipelineModel, string, boolean]>([
  ['the branch of the source action', pipeline([], 'main'), 'main', true],
  ['another branch than that of the source action', pipeline([], 'main'), 'feature', false],
  ['a branch whose name only looks like a pattern', pipeline([], 'a*b'), 'axb', false],
  ['any branch, where the source action names none', pipeline([]), 'feature', true],
  ['a branch of the filter', pipeline([push({ branches: only('main', 'release/**') })], 'main'), 'release/1/x', true],
  ['a pattern that stays in one folder', pipeline([push({ branches: only('release/*') })]), 'release/1/x', false],
  ['an excluded branch', pipeline([push({ branches: { includes: ['**'], excludes: ['main'] } })]), 'main', false],
  ['a filter of tags', pipeline([push({ tags: only('v*') })], 'main'), 'main', true],
])('%s', (_what, model, branch, expected) => {
  expect(takesBranch(model, branch)).toBe(expected);
  expect(whyNotStarted(model, { branch, changedFiles: ['a'] }) === undefined).toBe(expected);
});

test.each<[string, FilterModel, string[] | undefined, boolean]>([
  ['one of the paths', only('service/**'), ['README.md', 'service/a/b.ts'], true],
  ['none of the paths', only('service/**', '*.json'), ['README.md', 'other/package.json'], false],
  ['only excluded paths', not('docs/**', '**/README.md', 'README.md'), ['docs/a.md', 'service/README.md', 'README.md'], false],
  ['a file at the root, which the pattern of folders does not match', not('**/README.md'), ['README.md'], true],
  ['only paths with an excluded end, at any depth', not('**.md'), ['README.md', 'service/README.md'], false],
  ['only one of two applications', only('shop/**', 'infrastructure/**'), ['admin/server.js', 'shop.md'], false],
  ['one path that is not excluded', not('docs/**'), ['docs/a.md', '.github/ci.yml'], true],
  ['a path that is included and excluded', { includes: ['service/**'], excludes: ['**/*.md'] }, ['service/README.md'], false],
  ['nothing', only('service/**'), [], false],
  ['nothing that is known', only('service/**'), undefined, true],
  ['anything, where no paths are named', ALL, [], true],
])('a commit that changes %s', (_what, filePaths, changedFiles, expected) => {
  expect(whyNotStarted(pipeline([push({ branches: only('main'), filePaths })]), { branch: 'main', changedFiles }) === undefined).toBe(expected);
});

test('a match of one of several filters is enough, each with its own branches and paths', () => {
  const model = pipeline([push({ branches: only('main'), filePaths: only('a/**') }), push({ branches: only('next') })]);
  expect(whyNotStarted(model, { branch: 'next', changedFiles: ['b'] })).toBeUndefined();
  expect(whyNotStarted(model, { branch: 'main', changedFiles: ['b'] })).toBe('the trigger of the pipeline matches none of its changed '
    + 'paths (a/**)');
  expect(branchesOf(pipeline([push({ branches: { includes: ['a'], excludes: ['b'] } }), push({})]))).toBe('a but not b or every branch');
});

test('mentions that pull requests would start the pipeline on AWS, but not here', () => {
  const model = { ...pipeline([push({ branches: only('main') })]), pullRequests: [only('main', 'release/*')] } as PipelineModel;
  expect(whyNotStarted(model, { branch: 'feature', changedFiles: ['a'] })).toBe(
    'it is on feature, and the trigger of the pipeline only matches main, and pull requests to main, release/*, '
    + 'which a run on this machine does not see');
  expect(takesBranch(model, 'feature')).toBe(false);
});

test('commits on the branch that the run was started on start executions; others only if the trigger matches them', async () => {
  const said: string[] = [];
  const started: string[] = [];
  const commit = (id: string, branch: string): CommitState => ({ id, branch, subject: 's', author: 'A', date: '' });
  const commits = new TriggeredCommits(
    { changedFiles: async (from, to) => [`${from}-${to}`] }, commit('c1', 'feature'), new Reporter(
      ({ code, message }) => said.push(`${code}: ${message}`),
    ),
    () => pipeline([push({ branches: only('main'), filePaths: not('c3-c4') })]), ({ id }) => started.push(id),
  );
  await Promise.all([commit('c2', 'feature'), commit('c3', 'other'), commit('c4', 'main'), commit('c5', 'main')].map((each) => commits.look(each)));
  expect(started).toEqual(['c2', 'c5']);
  expect(said).toEqual([
    'commit.new: new commit c2 s',
    expect.stringMatching(
      /^commit\.not-started: commit c3 s does not .* it is on other, and the trigger of the pipeline only matches main\. .*start `gostyle run` again/,
    ),
    expect.stringMatching(
      /^commit\.not-started: commit c4 s does not .* the trigger of the pipeline matches none of its changed paths \(not c3-c4\)/,
    ),
    'commit.new: new commit c5 s',
  ]);
});

test.each([
  ['feature', 'HEAD is on feature'],
  ['HEAD', 'no branch is checked out'],
])('a run on %s reports whether its commits would start the pipeline on AWS', (branch, where) => {
  const said: string[] = [];
  const tell = (name: string) => warnOfBranch(
    pipeline([], 'main'),
    { branch: name } as CommitState,
    new Reporter(({ message }) => said.push(message)),
  );
  tell('main');
  tell(branch);
  expect(said).toEqual([
    `${where}, and the trigger of the pipeline only matches main: `
      + 'on AWS, commits on it start nothing. Locally they do, because this run was started on it',
  ]);
});
