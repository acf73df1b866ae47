import { applicationsIn, removeRepositoriesAfterEachTest } from './repositories';

removeRepositoriesAfterEachTest();

function notesOf(source: string | Record<string, string>, scripts: Record<string, string> = {}): string[] {
  const files = typeof source === 'string' ? { 'app.js': source } : source;
  const [application] = applicationsIn({
    'app.js': 'app.listen(process.env.PORT);\n',
    'package.json': {
      scripts: { start: 'node app.js', ...scripts },
      dependencies: { koa: '3' },
      devDependencies: { 'ejs': '3', 'koa': '3', '@scope/helper': '1', 'supertest': '7', 'type-fest': '5' },
    },
    ...files,
  });
  return application!.notes.filter((note) => note.includes(' which is in devDependencies: ')).map((note) => note.split(',')[0]!);
}

test.each([
  ['const ejs = require(\'ejs\');', 'app.js:1 loads ejs'],
  ['import ejs from "ejs";', 'app.js:1 loads ejs'],
  ['import {\n  render,\n} from \'ejs/lib\';', 'app.js:3 loads ejs'],
  ['const help = await import(\'@scope/helper/now\');', 'app.js:1 loads @scope/helper'],
  ['import \'@scope/helper\';', 'app.js:1 loads @scope/helper'],
  ['app.set("view engine", "ejs");', 'app.js:1 loads ejs'],
  ['import { a } from \'ejs\';\nimport b from \'ejs\';', 'app.js:2 loads ejs'],
])('a package that the build removes is named: %j', (source, note) => expect(notesOf(source)).toEqual([note]));

test.each<[string, string | Record<string, string>]>([
  ['a dependency', 'require(\'koa\');\nrequire(\'node:fs\');\nrequire(\'./ejs\');\nrequire("ejs-other");'],
  ['types', 'import type { A } from \'type-fest\';\nimport type {\n  B,\n} from \'type-fest\';\nexport type { C } from \'type-fest\';'],
  ['what only tests need', 'require(\'supertest\');'],
  ['tests and tools', {
    'test-support/app.js': 'require(\'ejs\');',
    'a.config.js': 'require(\'ejs\');',
    'scripts/a.js': 'require(\'ejs\');',
    '.a.js': 'require(\'ejs\');',
    'db/seeds/a.js': 'require(\'ejs\');',
  }],
])('not %s', (_what, source) => expect(notesOf(source)).toEqual([]));

test('nor what only another script runs, nor what a bundler puts into its output', () => {
  expect(notesOf({ 'copy.js': 'require(\'ejs\');' }, { assets: 'node copy.js' })).toEqual([]);
  expect(notesOf({ 'copy.js': 'require(\'ejs\');' })).toEqual(['copy.js:1 loads ejs']);
  expect(notesOf('require(\'ejs\');', { build: 'esbuild app.js --bundle' })).toEqual([]);
});
