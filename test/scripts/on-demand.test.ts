import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

const SCRIPT = join(__dirname, '..', '..', 'projenrc', 'on-demand.cjs');

let directory: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'on-demand-'));
});
afterEach(() => rmSync(directory, { recursive: true }));

/** A library as compiled by TypeScript, whose modules report that they are loaded. */
const LIBRARY = {
  'index.js': [
    'var __createBinding = (this && this.__createBinding) || (function(o, m, k) { o[k] = m[k]; });',
    'var __exportStar = (this && this.__exportStar) || function(m, exports) { for (var p in m) __createBinding(exports, m, p); };',
    'Object.defineProperty(exports, "__esModule", { value: true });',
    '__exportStar(require("./fleet/tasks"), exports);',
    '__exportStar(require("./options"), exports);',
    '__exportStar(require("./hosts"), exports);',
  ],
  'fleet/tasks.js': [
    'console.log("tasks");',
    'exports.Tasks = exports.tasks = void 0;',
    'const sizes_1 = require("./sizes");',
    'const hosts_1 = require("../hosts");',
    'const tasks = () => (0, sizes_1.size)("a text with sizes_1.size");',
    'exports.tasks = tasks;',
    'class Tasks { rename() { return new hosts_1.Hosts.Named("web", { sizes_1: sizes_1.size("x") }); } }',
    'exports.Tasks = Tasks;',
  ],
  'fleet/sizes.js': ['console.log("sizes");', 'exports.size = void 0;', 'const size = (text) => `size of ${text}`;', 'exports.size = size;'],
  // Types only.
  'options.js': ['Object.defineProperty(exports, "__esModule", { value: true });'],
  'hosts.js': [
    'console.log("hosts");',
    'exports.Hosts = void 0;',
    'exports.hostOf = hostOf;',
    'function hostOf() { return new Hosts.Named("web"); }',
    'class Hosts { static Named = class { constructor(name, sizes) { this.text = name + JSON.stringify(sizes); } }; }',
    'exports.Hosts = Hosts;',
  ],
};
const SOURCE_MAP = '//# sourceMappingURL=data:application/json;base64,eyJ2ZXJzaW9uIjozfQ==';

function convert(): void {
  const { status, stderr } = spawnSync(process.execPath, [SCRIPT, directory], { encoding: 'utf8' });
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
}

function library(): void {
  for (const [file, lines] of Object.entries(LIBRARY)) {
    mkdirSync(dirname(join(directory, file)), { recursive: true });
    writeFileSync(join(directory, file), [...lines, SOURCE_MAP].join('\n'));
  }
}

/** The output of a program that uses the library. */
function output(program: string, type = 'commonjs'): string[] {
  const { stdout, stderr } = spawnSync(process.execPath, [`--input-type=${type}`, '--eval', program], { cwd: directory, encoding: 'utf8' });
  expect(stderr).toBe('');
  return stdout.trim().split('\n').filter((line) => line !== '');
}

test('a module is loaded when it is first used, and once', () => {
  library();
  convert();
  expect(output('const library = require("./index"); console.log("begin"); library.tasks(); library.tasks();')).toEqual(['begin', 'tasks', 'sizes']);
  expect(output('console.log(new (require("./index").Tasks)().rename().text)')).toEqual(['tasks', 'hosts', 'sizes', 'web{"sizes_1":"size of x"}']);
});

test('strings are not changed', () => {
  library();
  convert();
  expect(output('console.log(require("./index").tasks())')).toEqual(['tasks', 'sizes', 'size of a text with sizes_1.size']);
});

test('the names of the library can be listed, and imported by an ES module', () => {
  library();
  convert();
  expect(output('console.log(Object.keys(require("./index")).join())')).toEqual(['Tasks,tasks,Hosts,hostOf']);
  expect(output('import { tasks } from "./index.js"; console.log(tasks().length);', 'module')).toEqual(expect.arrayContaining(['32']));
});

test('source maps, which would point to the wrong places, are removed', () => {
  library();
  convert();
  expect(readFileSync(join(directory, 'hosts.js'), 'utf8')).toBe(`${LIBRARY['hosts.js'].join('\n')}\n`);
});

test('a second time changes nothing', () => {
  library();
  convert();
  const once = Object.keys(LIBRARY).map((file) => readFileSync(join(directory, file), 'utf8'));
  convert();
  expect(Object.keys(LIBRARY).map((file) => readFileSync(join(directory, file), 'utf8'))).toEqual(once);
});
