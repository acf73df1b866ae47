import { applicationsIn, removeRepositoriesAfterEachTest } from './repositories';

removeRepositoriesAfterEachTest();

const PACKAGE_JSON = {
  scripts: { start: 'node app.js' },
  dependencies: { koa: '3' },
  devDependencies: { 'ejs': '3', 'koa': '3', '@scope/helper': '1', 'type-fest': '5' },
};

/** The packages that are named, with their places. */
function named(source: string | Record<string, string | object>): string {
  const files = typeof source === 'string' ? { 'app.js': source } : source;
  const [application] = applicationsIn({ 'package.json': PACKAGE_JSON, ...files });
  const note = application!.notes.find((each) => each.startsWith('the build removes devDependencies'));
  return /source loads some of them: (.*); move/.exec(note ?? '')?.[1] ?? '';
}

test.each([
  ['const ejs = require(\'ejs\');', 'ejs (app.js:1)'],
  ['import ejs from "ejs";', 'ejs (app.js:1)'],
  ['import {\n  render,\n} from \'ejs/lib\';', 'ejs (app.js:3)'],
  ['const help = await import(\'@scope/helper/now\');', '@scope/helper (app.js:1)'],
  ['import \'@scope/helper\';\nrequire("ejs");', '@scope/helper (app.js:1), ejs (app.js:2)'],
  ['app.set("view engine", "ejs");', 'ejs (app.js:1)'],
  ['const mode = process.env.NODE_ENV;\nresponse.render("index.html.ejs", data);', 'ejs (app.js:2)'],
  ['import type { A } from \'type-fest\';\nimport b from \'ejs\';', 'ejs (app.js:2)'],
])('packages that the build removes are named: %j', (source, expected) => expect(named(source)).toBe(expected));

test.each<[string, string | Record<string, string | object>]>([
  ['a dependency', 'require(\'koa\');\nrequire(\'node:fs\');\nrequire(\'./ejs\');\nrequire("ejs-other");'],
  ['types', 'import type { A } from \'type-fest\';\nimport type {\n  B,\n} from \'type-fest\';\nexport type { C } from \'type-fest\';'],
  ['what is under a condition', 'if (process.env.NODE_ENV !== "production") {\n  require(\'ejs\');\n}'],
  ['what the started file does not load', { 'app.js': 'require("./a");', 'a.js': '', 'b.js': 'require(\'ejs\');' }],
  ['what others need, too', {
    'app.js': 'require(\'ejs\');', 'package-lock.json': { packages: { 'node_modules/ejs': { version: '3' }, 'node_modules/koa': { dev: true } } },
  }],
  ['what a bundler may have put into its output', {
    'src/app.ts': 'import ejs from \'ejs\';',
    'package.json': { ...PACKAGE_JSON, scripts: { start: 'node dist/app.js' }, devDependencies: { ejs: '3', esbuild: '1' } },
  }],
])('not %s', (_what, source) => expect(named(source)).toBe(''));

test.each<[string, string, Record<string, string | object>]>([
  ['names that are none', '', {
    'src/app.ts': 'import { (, [a, *, b-c } from \'ejs\';\n', 'package.json': { ...PACKAGE_JSON, scripts: { start: 'node dist/app.js' } },
  }],
  ['a lock file without entries', 'ejs (app.js:1)', {
    'app.js': 'require("ejs");', 'package-lock.json': { packages: { 'node_modules/ejs': null, 'node_modules/koa': 'a' } },
  }],
  ['a lock file that is none', 'ejs (app.js:1)', { 'app.js': 'require("ejs");', 'package-lock.json': 'null' }],
  ['long lines', 'ejs (app.js:4)', {
    'app.js': `${'if('.repeat(60_000)}\n${'NODE_ENV'.repeat(20_000)}\n${'"from'.repeat(20_000)}\nrequire("ejs");\n`,
  }],
])('whatever a file has: %s', (_what, expected, files) => expect(named(files)).toBe(expected));

test('what the started file loads, directly or not, counts, whatever else is bundled', () => {
  const devDependencies = { ...PACKAGE_JSON.devDependencies, vite: '7' };
  expect(named({
    'package.json': { ...PACKAGE_JSON, devDependencies },
    'app.js': 'import a from "./lib/a.js";',
    'lib/a.js': 'require(\'../views\');',
    'views/index.js': 'require("ejs");\nrequire("../app");',
  })).toBe('ejs (views/index.js:1)');
});

test.each([
  ['import { Module } from \'ejs\';\nclass A extends Module.of() {}', 'ejs (src/app.ts:1)'],
  ['import { render as r } from \'ejs\';\nr();', 'ejs (src/app.ts:1)'],
  ['import { Data, type Options } from \'ejs\';\nlet a: Data; let b: Options;', ''],
  ['const a: import(\'ejs\').Data = b;', ''],
])('of TypeScript only what is used as a value: %j', (source, expected) => {
  expect(named({ 'src/app.ts': source, 'package.json': { ...PACKAGE_JSON, scripts: { start: 'node dist/app.js', build: 'tsc' } } })).toBe(expected);
});
