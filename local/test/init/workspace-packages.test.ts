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
