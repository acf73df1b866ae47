import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import ts from 'typescript';
import { COMMANDS } from '../../src/cli/commands';
import { ownCommand } from '../../src/messages/own-command';

const started = (script: string, typedIn: string, app: string) => ({
  npm_lifecycle_event: script,
  npm_lifecycle_script: 'gostyle run',
  npm_command: 'run',
  npm_package_json: join(app, 'package.json'),
  INIT_CWD: typedIn,
});
const NPX = { ...started('npx', '/shop', '/shop'), npm_lifecycle_script: 'gostyle', npm_command: 'exec' };

test.each<[string, NodeJS.ProcessEnv, string, string?]>([
  ['itself', {}, 'gostyle status'],
  ['a script of an app without the script', started('start', '/shop', '/shop/infrastructure'), 'gostyle status'],
  ['the script, from the root', started('gostyle', '/shop', '/shop/infrastructure'), 'npm run gostyle --prefix infrastructure -- status'],
  ['the script, from its folder', started('gostyle', '/shop/infrastructure', '/shop/infrastructure'), 'npm run gostyle -- status'],
  ['the script in a folder whose name has to be quoted', started('gostyle', '/', '/my app'), 'gostyle status'],
  ['what npx finds', NPX, 'npx gostyle status', '/shop/node_modules/.bin/gostyle'],
  ['what npx fetches', NPX, 'npx --package gostyle-web-pipeline gostyle status', '/home/me/.npm/_npx/1a2b/node_modules/.bin/gostyle'],
  ['a task of projen', { ...NPX, npm_lifecycle_script: 'projen rehearse' }, 'npx projen gostyle status'],
])('a command that was started as %s', (_how, env, expected, program = '/usr/bin/gostyle') => {
  expect(ownCommand('status', env, program)).toBe(expected);
});

describe('in an app whose package has the script', () => {
  let app: string;

  beforeEach(() => {
    app = mkdtempSync(join(tmpdir(), 'app-'));
    writeFileSync(join(app, 'package.json'), JSON.stringify({ scripts: { gostyle: 'gostyle', start: 'gostyle run --source ..' } }));
  });
  afterEach(() => rmSync(app, { recursive: true }));

  test('another script, such as start, leads to it', () => {
    expect(ownCommand('status', started('start', tmpdir(), app))).toBe(`npm run gostyle --prefix ${basename(app)} -- status`);
  });
});

const ROOT = join(__dirname, '../..');
/** Texts that name a command, but not for the reader of a message to type. */
const OTHER_TEXTS: Readonly<Record<string, string>> = {
  'src/cli/beginning/words.ts': 'the next steps after `init`, of the project that it has just written',
  'src/cli/lint-formats/junit.ts': 'the name of the tool in a report',
  'src/cli/lint-formats/sarif.ts': 'the name of the tool in a report',
  'src/engine/https/run-certificate.ts': 'the name in a certificate',
  'src/engine/state/state-directory.ts': 'the README of the state directory, which outlives the run',
  'src/init/files/cdk-app/cdk-app.ts': 'scripts of a package.json',
  'src/init/files/lint-workflow.ts': 'commands of a workflow',
};

test('no message names a command that its reader may not be able to type', () => {
  const files = ['src', 'page'].flatMap((folder) => readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' })
    .filter((name) => /\.tsx?$/.test(name)).map((name) => join(folder, name)));
  const found = files.flatMap((file) => bareCommandsIn(file, readFileSync(join(ROOT, file), 'utf8')).map((text) => ({ file, text })));
  expect(found.filter(({ file }) => !(file in OTHER_TEXTS))).toEqual([]);
  expect(Object.keys(OTHER_TEXTS).filter((file) => !found.some((each) => each.file === file))).toEqual([]);
});

test.each([
  ['const a = "see gostyle status";', ['see gostyle status']],
  ['const a = `see \\`gostyle logs\\` of ${name}`;', ['see `gostyle logs` of ']],
  ['const a = `${name}: gostyle retry ${id}`;', [': gostyle retry ']],
  ['<p>gostyle run</p>', ['gostyle run']],
  ['const a = `see ${ownCommand("status")}`;', []],
  ['const a = "a gostyle statuses";', []],
  ['const a = { line: "gostyle status", does: "gostyle run" };', ['gostyle run']],
  ['// gostyle status', []],
])('%s has the bare commands %j', (source, expected) => {
  expect(bareCommandsIn('a.tsx', source)).toEqual(expected);
});

/** Texts with `gostyle VERB`. The examples in a command's help are about the command itself, however it is typed. */
function bareCommandsIn(file: string, source: string): string[] {
  const names = new RegExp(`\\bgostyle (?:${COMMANDS.map(({ name }) => name).join('|')})\\b`);
  const found: string[] = [];
  if (!names.test(source)) return found;
  const visit = (node: ts.Node): void => {
    if (ts.isPropertyAssignment(node) && node.name.getText(tree) === 'line') return;
    const isText = ts.isStringLiteralLike(node) || ts.isTemplateHead(node) || ts.isTemplateMiddleOrTemplateTail(node) || ts.isJsxText(node);
    if (isText && names.test(node.text)) found.push(node.text);
    ts.forEachChild(node, visit);
  };
  const tree = ts.createSourceFile(file, source, ts.ScriptTarget.Latest, true, ts.ScriptKind.TSX);
  visit(tree);
  return found;
}
