import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { command } from '../../src/cli/init';
import { environmentAssignments } from '../../src/unit/environment-assignments';
import { expandCommand, parseExecLine } from '../../src/unit/exec-command';
import { UnitEntries } from '../../src/unit/unit-entries';
import { parseUnitFile } from '../../src/unit/unit-file';
import { parseUnitName } from '../../src/unit/unit-name';
import { loadYaml } from '../../src/yaml/psych/load';
import { isHash, type RubyValue } from '../../src/yaml/ruby/value';
import { runCommandLine, type CommandOutcome } from '../cli/run-command';

const HOSTILE = ['my app', 'it\'s: $(touch executed)', '-x; touch executed', '%h #1 "q" `touch executed`'];
let directory: string;

beforeAll(() => Object.assign(globalThis, { PACKAGE_VERSION: '1.2.3' }));
afterAll(() => Reflect.deleteProperty(globalThis, 'PACKAGE_VERSION'));
beforeEach(() => { directory = mkdtempSync(join(tmpdir(), 'gostyle-names-test-')); });
afterEach(() => rmSync(directory, { recursive: true, force: true }));

async function init(files: Record<string, string | object>, ...options: string[]): Promise<CommandOutcome> {
  for (const [path, content] of Object.entries(files)) {
    mkdirSync(dirname(join(directory, path)), { recursive: true });
    writeFileSync(join(directory, path), typeof content === 'string' ? content : JSON.stringify(content));
  }
  return runCommandLine(command(), [directory, '--yes', '--name', 'web', ...options]);
}

function read(path: string): string {
  return readFileSync(join(directory, path), 'utf8');
}

/** Key by key in a file of YAML. */
function yaml(path: string, ...keys: string[]): unknown {
  let value: RubyValue = loadYaml(read(path)).value;
  for (const key of keys) value = isHash(value) ? [...value].find(([name]) => name === key)![1] : undefined as never;
  return value;
}

/** What the build would call, by programs that write down their arguments. */
function calls(): string[][] {
  const bin = join(directory, 'bin');
  mkdirSync(bin);
  for (const name of ['npm', 'npx', 'go', 'python3', 'install', 'mkdir']) {
    writeFileSync(join(bin, name), `#!/bin/sh\nprintf '%s\\0' ${name} "$@" >>"$CALLS"\nprintf '\\1\\0' >>"$CALLS"\n`, { mode: 0o755 });
  }
  const script = ['install', 'build'].flatMap((phase) => yaml('buildspec.yml', 'phases', phase, 'commands') as string[]).join('\n');
  const { stderr, status } = spawnSync('bash', ['-e'], {
    input: script,
    cwd: directory,
    encoding: 'utf8',
    env: { PATH: [bin, process.env.PATH].join(delimiter), CALLS: join(directory, 'calls'), CODEBUILD_SRC_DIR: directory },
  });
  expect({ stderr, status }).toEqual({ stderr: '', status: 0 });
  expect(existsSync(join(directory, 'executed'))).toBe(false);
  return read('calls').split('\u0001\0').slice(0, -1).map((call) => call.split('\0').slice(0, -1));
}

function unit(): { entries: UnitEntries; start: string[] } {
  const entries = new UnitEntries(parseUnitName('web.service')!, parseUnitFile(read('deploy/web.service')).entries);
  const [start] = parseExecLine(entries.value('Service', 'ExecStart')!);
  return { entries, start: expandCommand(start!, { HOST: '0.0.0.0', PORT: '3000' }) };
}

describe.each(HOSTILE)('a folder called %j', (name) => {
  test('of an npm workspace: is built, installed and started', async () => {
    await init({
      'package.json': { private: true, workspaces: ['*'] },
      'package-lock.json': '{}',
      [`${name}/package.json`]: { name: 'api', scripts: { build: 'tsc', start: 'node dist/main.js' }, dependencies: { lib: '*' } },
      [`${name}/dist/main.js`]: 'app.get("/health"); app.listen(process.env.PORT)',
      [`lib ${name}/package.json`]: { name: 'lib', scripts: { build: 'tsc' } },
    }, '--directory', name);
    const path = name.startsWith('-') ? `./${name}` : name;
    expect(calls().slice(0, 5)).toEqual([
      ['npm', 'ci'], ['npm', 'ci', '--prefix', 'infrastructure', '--no-audit', '--no-fund'],
      ['npm', 'run', 'build', '--workspace', `lib ${name}`], ['npm', 'run', 'build', '--workspace', path], ['npm', 'prune', '--omit=dev'],
    ]);
    expect(yaml('buildspec.yml', 'artifacts', 'secondary-artifacts', 'Application', 'files')).toContain(`${name}/**/*`);
    expect(yaml('appspec.yml', 'files')).toContainEqual(new Map([['source', name], ['destination', `/opt/web/${name}`]]));
    expect(unit().entries.value('Service', 'WorkingDirectory')).toBe(`/opt/web/${name}`);
  });

  test('of a Go program: is built', async () => {
    await init({ 'go.mod': 'module shop\n', [`cmd/${name}/main.go`]: 'package main\n\nhttp.ListenAndServe(":"+os.Getenv("PORT"), nil)' });
    expect(calls()).toContainEqual(['go', 'build', '-o', 'build/web', `./cmd/${name}`]);
  });

  test('of a Python application: its packages are installed, and its module is served', async () => {
    const files = { [`${name}/requirements.txt`]: 'flask\npytest\n', [`${name}/${name}.py`]: 'app = Flask(__name__)', [`${name}/test_a.py`]: '' };
    await init(files, '--directory', name);
    const path = name.startsWith('-') ? `./${name}` : name;
    expect(calls()).toContainEqual([
      'python3', '-m', 'pip', 'install', '--quiet', '--target', `${path}/packages`, '-r', `${path}/requirements.txt`, 'gunicorn',
    ]);
    expect(unit().start.at(-1)).toBe(`${name}:app`);
    expect(read('.gitignore')).toContain(`/${name}/packages/\n`);
    // Not the packages of tests, of which an earlier build may have had others.
    expect(yaml('buildspec.yml', 'cache', 'paths')).toEqual(['.cache/npm/**/*', '.cache/pip/**/*']);
  });

  test('is the working directory of a container and of a function', async () => {
    const files = { [`${name}/package.json`]: { scripts: { start: 'node app.js' } }, [`${name}/app.js`]: 'console.log(process.cwd())' };
    await init(files, '--directory', name, '--compute', 'fargate');
    const shell = new Function(`return ${/command: (\[.*?\]) }\)/.exec(read('infrastructure/app.ts'))![1]}`)() as string[];
    expect(spawnSync(shell[0]!, shell.slice(1), { cwd: directory, encoding: 'utf8' }).stdout.trim()).toBe(join(directory, name));
    // The CDK app for containers would be kept.
    rmSync(join(directory, 'infrastructure'), { recursive: true });
    await init({}, '--directory', name, '--compute', 'lambda');
    expect(spawnSync(join(directory, 'run.sh'), { cwd: tmpdir(), encoding: 'utf8' }).stdout.trim()).toBe(join(directory, name));
    expect(existsSync(join(directory, 'executed'))).toBe(false);
  });
});

test.each(['a*', '[id]', 'a ', 'a\\b', 'a\nb'])('a folder that patterns of buildspec.yml cannot name is refused: %j', async (name) => {
  const { stderr, exitStatus } = await init({ [`${name}/package.json`]: { scripts: { start: 'node a.js' } } }, '--directory', name);
  expect(stderr).toMatch(/must have no wildcard|has no place for a line break/);
  expect(exitStatus).toBe(2);
  expect(existsSync(join(directory, 'buildspec.yml'))).toBe(false);
});

describe('a start command', () => {
  const NODE = { 'package.json': { scripts: { start: 'node app.js' } }, 'app.js': 'app.listen(process.env.PORT)' };

  test.each<[string, string[], Record<string, string>]>([
    ['node server.js --title "my app"', ['node', 'server.js', '--title', 'my app'], {}],
    ['node server.js --fmt=%h-%i \'$HOST\'', ['node', 'server.js', '--fmt=%h-%i', '$HOST'], {}],
    ['TITLE="a b" node server.js', ['node', 'server.js'], { TITLE: 'a b' }],
    ['./bin/web --address "$HOST:${PORT}"', ['/opt/web/bin/web', '--address', '0.0.0.0:3000'], {}],
    ['@web --verbose', ['/bin/sh', '-c', '@web --verbose'], {}],
    ['bin/web ;', ['/bin/sh', '-c', 'bin/web ;'], {}],
    ['exec node a.js || echo "$HOST"', ['/bin/sh', '-c', 'exec node a.js || echo "$HOST"'], {}],
  ])('is the same for systemd: %s', async (start, expected, variables) => {
    await init(NODE, '--start', start);
    const { start: words, entries } = unit();
    expect(words).toEqual(expected);
    expect(environmentAssignments(entries.values('Service', 'Environment'))).toMatchObject(variables);
  });

  test.each([
    ['node server.js --title "my app"', '[\'node\', \'server.js\', \'--title\', \'my app\']'],
    ['node server.js \'$HOST\' it\\\'s', '[\'node\', \'server.js\', \'$HOST\', \'it\\\'s\']'],
    ['node server.js $HOST', '[\'sh\', \'-c\', \'exec node server.js $HOST\']'],
    ['A="1 2" node a.js', '[\'sh\', \'-c\', \'A=\\\'1 2\\\' exec node a.js\']'],
    ['a || b', '[\'sh\', \'-c\', \'a || b\']'],
  ])('is a list of arguments for a container, or a shell\'s: %s', async (start, expected) => {
    await init(NODE, '--start', start, '--compute', 'fargate');
    expect(read('infrastructure/app.ts')).toContain(`Compute.fargate({ command: ${expected} })`);
  });

  test.each([
    ['', '--start must not be empty'],
    ['node server.js\nrm -rf /', '--start must be one line without a line break, got: "node server.js\\nrm -rf /"'],
    ['node \'x', '--start has a \' that is not closed, got: "node \'x"'],
    ['node "x', '--start has a " that is not closed'],
    ['node a\0b', '--start must be one line'],
    ['node x\\', '--start ends with a backslash'],
    ['node server.js &', '--start must stay in the foreground'],
    ['node server.js &&', '--start must be a command of a shell, which says `'],
    ['node a.js )', '--start must be a command of a shell'],
    ['if true; then node a.js', '--start must be a command of a shell'],
    ['node $(cat "a)', '--start must be a command of a shell'],
  ])('is refused: %j', async (start, expected) => {
    const { stderr, exitStatus } = await init(NODE, '--start', start);
    expect(stderr).toContain(expected);
    expect(exitStatus).toBe(2);
    expect(existsSync(join(directory, 'buildspec.yml'))).toBe(false);
  });

  test.each(['', 'a\nb', ' '])('so is a version of the library: %j', async (version) => {
    expect((await init(NODE, '--library', version)).stderr).toContain('--library must be a version or the path of a package file, got: ');
  });
});
