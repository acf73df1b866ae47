import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { command } from '../../src/cli/init';
import { runCommandLine } from '../cli/run-command';

let directory: string;

beforeAll(() => Object.assign(globalThis, { PACKAGE_VERSION: '1.2.3' }));
afterAll(() => Reflect.deleteProperty(globalThis, 'PACKAGE_VERSION'));
beforeEach(() => { directory = mkdtempSync(join(tmpdir(), 'gostyle-start-test-')); });
afterEach(() => rmSync(directory, { recursive: true, force: true }));

async function started(files: Record<string, string>, start: string, ...options: string[]) {
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(directory, path)), { recursive: true });
    writeFileSync(join(directory, path), text);
  }
  const { stdout, stderr, exitStatus } = await runCommandLine(command(), [directory, '--yes', '--name', 'web', '--start', start, ...options]);
  const read = (path: string) => readFileSync(join(directory, path), 'utf8');
  return { read, stderr, exitStatus, said: stdout.split('\n').filter((line) => /^(To do|Note): /.test(line) && !line.includes('`healthCheckPath`')) };
}

const PYTHON = { 'requirements.txt': 'flask\n', 'app.py': 'from flask import Flask\napp = Flask(__name__)\n' };
const NEXT = { 'package.json': '{ "scripts": { "start": "node x.js" } }', 'x.js': 'server.keepAliveTimeout = 1;\nserver.listen(3000, "localhost");' };
const GO = { 'go.mod': 'module web\n', 'main.go': 'package main\n\nfunc main() { http.ListenAndServe(":"+os.Getenv("PORT"), nil) }\n' };

test('a server of a package is started by its module or file, told where to listen, and both are said', async () => {
  const flask = await started(PYTHON, 'flask run');
  expect(flask.read('deploy/web.service')).toContain('ExecStart=/usr/local/bin/python -m flask run --host $HOST --port $PORT\n');
  expect(flask.said).toEqual(['Note: the start command is `/usr/local/bin/python -m flask run --host ${HOST} --port ${PORT}`: hosts do not find '
    + 'programs of packages by their names, and `flask run` listens on 127.0.0.1:5000 unless it is told otherwise.']);
});

test('what the source listens on is beside the point when a package serves', async () => {
  const { read, said } = await started(NEXT, 'next start');
  expect(read('deploy/web.service')).toContain('ExecStart=/usr/local/bin/node node_modules/next/dist/bin/next start\n');
  expect(said).toEqual([expect.stringContaining('hosts do not find programs of packages by their names')]);
});

test('a port that the start command passes on need not be read by the source', async () => {
  const files = { ...GO, 'main.go': 'package main\n\nfunc main() { http.ListenAndServe(":8001", nil) }\n' };
  expect((await started(files, './web')).said).toEqual([expect.stringContaining('listens on 8001, whatever PORT says')]);
  expect((await started(files, './web --port $PORT')).said).toEqual([expect.stringContaining('deploy/web.service was kept as before')]);
});

describe('a file of Python\'s decides itself where it listens', () => {
  const file = (call: string) => ({ ...PYTHON, 'app.py': `${PYTHON['app.py']}if __name__ == "__main__":\n    ${call}\n` });
  const run = (call: string) => started(file(call), 'python -u ./app.py');

  test.each([
    ['app.run(debug=True)', [/^To do: app\.py:4 listens on 5000, whatever PORT says/, /^To do: app\.py:4 listens on the loopback address only/]],
    ['app.run("0.0.0.0", port=8000)', [/listens on 8000, whatever PORT says/]],
    ['app.run(\n        host="127.0.0.1",\n        port=int(os.environ["PORT"]),\n    )', [/app\.py:4 listens on the loopback address only/]],
    ['app.run("0.0.0.0", 8000)', [/listens on 8000, whatever PORT says/]],
    ['app.run("0.0.0.0", PORT)', []],
    ['uvicorn.run("app:app", host="0.0.0.0", port=PORT)', []],
    ['uvicorn.run(app)', [/listens on 8000, whatever PORT says/, /listens on the loopback address only/]],
    ['uvicorn.run("app:app", host="0.0.0.0")', [/listens on 8000, whatever PORT says/]],
    ['app.run(host=os.environ["HOST"], port=int(os.environ["PORT"]))', []],
    ['app.run(**options)', []],
    ['asyncio.run(main())', []],
    ['subprocess.run(["ls"])', []],
  ])('%s', async (call, expected) => {
    expect((await run(call)).said).toEqual(expected.map((pattern) => expect.stringMatching(pattern) as string));
  });
});

test.each([
  ['sh -c "exec flask run --port $PORT"', 'add `--host ${HOST}` to it in the start command'],
  ['npm start', 'add `--address ${HOST}` to it in the script `start` of package.json'],
  ['yarn run serve', 'the start command `next start -p 4000` listens on 4000'],
])('what a shell or a script runs is not changed, but reported: %s', async (start, expected) => {
  const scripts = { start: 'fastify start app.js', serve: 'next start -p 4000' };
  const { read, said } = await started({ ...NEXT, 'package.json': JSON.stringify({ scripts }), 'x.js': 'server.keepAliveTimeout = 1;' }, start);
  expect(read('deploy/web.service')).toContain(`ExecStart=${start.split(' ')[0]} `);
  expect(said).toEqual([expect.stringContaining(expected)]);
});

test('what is given for files that are kept is said not to be in effect', async () => {
  await started(NEXT, 'node x.js');
  const { said, read } = await started(NEXT, 'node x.js --port $PORT');
  expect(read('deploy/web.service')).not.toContain('--port');
  expect(said[0]).toMatch(/^To do: deploy\/web\.service was kept as before, so what you gave with --start may not be in effect: change it, or/);
});

test('a step before the server would run on each host at each start, and that is said', async () => {
  const { said } = await started(PYTHON, 'cd . && export A=1 && flask db upgrade && gunicorn app:app');
  expect(said).toContainEqual('Note: `flask db upgrade` is part of the start command, so each host runs it at each start. If it prepares a '
    + 'database, `beforeDeployment: Command.run(\'python -m flask db upgrade\')` of an environment runs it once for a deployment (not with '
    + 'Lambda); if it builds, add it to buildspec.yml.');
  expect(said.filter((line) => line.includes('each start'))).toHaveLength(1);
});

describe('a comment', () => {
  test('may have an apostrophe, and is left out', async () => {
    const { read, exitStatus } = await started(GO, './web --x "#1" # it\'s the server');
    expect(exitStatus).toBe(0);
    expect(read('deploy/web.service')).toMatch(/^ExecStart=\/opt\/web\/web --x #1$/m);
  });

  test('is no command', async () => {
    expect(await started(GO, ' # nothing')).toMatchObject({ exitStatus: 2, stderr: '--start must not be empty' });
  });
});

test('only the program itself is taken for the binary of a Go application', async () => {
  const { read } = await started(GO, './web-migrate && ./web --migrations ./web.d ./web/x', '--compute', 'lambda');
  expect(read('run.sh')).toContain('./web-migrate && ./build/web --migrations ./web.d ./web/x\n');
});
