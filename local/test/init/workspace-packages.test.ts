import { applicationsIn, removeRepositoriesAfterEachTest } from './repositories';

removeRepositoriesAfterEachTest();

test('what an application needs of its workspace is built before it, each package after those that it depends on', () => {
  const build = { build: 'tsc' };
  const [application] = applicationsIn({
    'package.json': { private: true, workspaces: ['packages/*'] },
    'package-lock.json': '{}',
    'packages/api/package.json': { name: '@mono/api', scripts: { ...build, start: 'node dist/main.js' }, dependencies: { '@mono/shared': '*' } },
    'packages/api/src/main.ts': 'app.listen(process.env.PORT);',
    'packages/shared/package.json': { name: '@mono/shared', scripts: build, dependencies: { '@mono/types': '*' } },
    'packages/types/package.json': { name: '@mono/types', scripts: build, devDependencies: { '@mono/shared': '*' } },
    'packages/unused/package.json': { name: '@mono/unused', scripts: build },
    'packages/assets/package.json': { name: '@mono/assets' },
  }).filter(({ directory }) => directory === 'packages/api');
  expect(application?.build.commands).toEqual(['types', 'shared', 'api'].map((name) => `npm run build --workspace packages/${name}`));
});

const BUILD = { build: 'tsc' };
const API = { name: 'api', scripts: { start: 'node main.js' } };

function builds(files: Record<string, string | object>): readonly string[] | undefined {
  const main = { 'apps/api/main.js': 'app.listen(process.env.PORT);' };
  return applicationsIn({ 'package-lock.json': '{}', ...main, ...files }).find(({ directory }) => directory === 'apps/api')?.build.commands;
}

test.each([
  [['apps/*', 'packages/*'], ['npm run build --workspace packages/l']],
  [['packages/*', '!packages/l', 'apps/*'], []],
  [['!packages/l', './packages/**', 'apps/*'], ['npm run build --workspace packages/l']],
  [['apps/*'], []],
])('a package that the patterns of the workspace leave out is not built: %j', (workspaces, expected) => {
  expect(builds({
    'package.json': { workspaces },
    'apps/api/package.json': { ...API, dependencies: { l: '1' } },
    'packages/l/package.json': { name: 'l', scripts: BUILD },
  })).toEqual(expected);
});

test('the patterns of Yarn\'s object and of pnpm\'s file count, too', () => {
  const files = { 'apps/api/package.json': { ...API, dependencies: { l: '1' } }, 'packages/l/package.json': { name: 'l', scripts: BUILD } };
  expect(builds({ ...files, 'package.json': { workspaces: { packages: ['packages/*', 'apps/*'] } } })).toHaveLength(1);
  const pnpm = { ...files, 'package.json': {}, 'pnpm-lock.yaml': 'lockfileVersion: 9\n' };
  const workspace = (list: string) => ({ ...pnpm, 'pnpm-workspace.yaml': `packages:\n${list}catalog:\n  - packages/*\n` });
  expect(builds(workspace('  # all\n  - "packages/*"\n  - apps/* # and these\n'))).toEqual(['npx --yes pnpm@10 --dir packages/l run build']);
  expect(builds(workspace('  - packages/*\n  - \'!packages/l\'\n'))).toEqual([]);
});

test.each(['optionalDependencies', 'peerDependencies'])('what is among %s is built', (kind) => {
  expect(builds({
    'package.json': { workspaces: ['apps/*', 'packages/*'] },
    'apps/api/package.json': { ...API, [kind]: { l: '1' } },
    'packages/l/package.json': { name: 'l', scripts: BUILD },
  })).toEqual(['npm run build --workspace packages/l']);
});

test('a package that is named by its path is built in its folder', () => {
  const lib = {
    'packages/l/package.json': { name: 'l', scripts: BUILD, dependencies: { t: 'file:../t' } },
    'packages/t/package.json': { scripts: BUILD },
  };
  const [root] = applicationsIn({
    'package.json': { ...API, dependencies: { l: 'file:packages/l', outside: 'file:../..' } }, 'package-lock.json': '{}', 'main.js': '', ...lib,
  });
  expect(root?.build.commands).toEqual(['npm run build --prefix packages/t', 'npm run build --prefix packages/l']);
  const own = { 'apps/api/package.json': { ...API, dependencies: { l: 'link:../../packages/l' } }, 'apps/api/yarn.lock': '', ...lib };
  expect(builds(own)).toEqual(['t', 'l'].map((name) => `npx --yes yarn@1.22.22 --cwd packages/${name} run build`));
});
