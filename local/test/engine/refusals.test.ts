import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterTest } from './after-test';
import { GostyleProcess } from './gostyle-process';
import { program } from './program';
import { RunningEngine } from './running-engine';
import { WebApp } from './web-app';

const ONE = [{ name: 'production', instances: 1 }];

async function exitOf(directory: string, ...args: readonly string[]) {
  const run = new GostyleProcess(directory, '--once', ...args);
  return { status: await run.exit(), text: run.text };
}

function folder(): string {
  const directory = mkdtempSync(join(tmpdir(), 'gostyle-refused-'));
  afterTest(() => rmSync(directory, { recursive: true, force: true }));
  return directory;
}

test('refuses a machine that allows too few open files, with one sentence', () => {
  const { directory } = new WebApp(ONE);
  const argv = ['-c', 'ulimit -n 64 && exec "$@"', 'sh', process.execPath, program(), 'run', '--once', '--port', '0'];
  const { status, stderr } = spawnSync('sh', argv, { cwd: directory, encoding: 'utf8' });
  expect(stderr).toBe('gostyle: a run needs 512 open files at the same time, but the limit is 64: raise the limit (`ulimit -n 1024`)\n');
  expect(status).toBe(2);
});

test('refuses a folder without a CDK app', async () => {
  const { status, text } = await exitOf(folder());
  expect(status).toBe(2);
  expect(text).toMatch(/^gostyle: `--app`: \S+ has no cdk\.json; name the folder of the CDK app$/m);
});

test.each([
  ['is not JSON', '{', /cdk\.json: not JSON/],
  ['has no command', '{"app": 1}', /`app` must be the command that runs the app, got: 1/],
  ['has a command that fails', '{"app": "echo why >&2; exit 3"}', /failed with exit status 3:\nwhy/],
  ['has a command that Node.js cannot load', '{"app": "node not-there.mjs"}',
    /failed with exit status 1:\nError: Cannot find module '\S+\/not-there\.mjs'$/m],
  ['has an app whose packages are not installed', JSON.stringify({ app: 'echo "No module named \'aws_cdk\'" >&2; exit 1' }),
    /^Install the packages of the CDK app in \S+ first\.$/m],
  ['has a command that makes no assembly', '{"app": "true"}', /`--app`: cloud assembly \S+ does not exist/],
])('refuses an app whose cdk.json %s', async (_, text, expected) => {
  const app = new WebApp(ONE);
  app.write('cdk.json', text);
  const refused = await exitOf(app.directory);
  expect(refused.status).toBe(2);
  expect(refused.text).toMatch(expected);
  expect(refused.text).not.toContain('    at ');
});

test('refuses a folder that is not a repository, and one without commits', async () => {
  const app = new WebApp(ONE);
  rmSync(join(app.directory, '.git'), { recursive: true });
  expect(await exitOf(app.directory)).toMatchObject({ status: 2, text: expect.stringContaining('cannot be read as a git repository') as string });
  execFileSync('git', ['init', '-q', '-b', 'main'], { cwd: app.directory });
  expect(await exitOf(app.directory)).toMatchObject({ status: 2, text: expect.stringContaining('has no commit on main yet') as string });
});

test('refuses a port of the console that is in use', async () => {
  const other = createServer();
  await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve));
  afterTest(() => other.close());
  const { port } = other.address() as AddressInfo;
  const app = new WebApp(ONE);
  const refused = await exitOf(app.directory, '--port', String(port));
  expect(refused).toMatchObject({ status: 2, text: expect.stringContaining(`--port: ${port} is in use`) as string });
});

test.each([
  ['--load', '501'], ['--load', 'many'], ['--port', '70000'], ['--allow-traffic-timeout', '0'], ['--approve', 'nowhere'],
])('refuses %s %s', async (option, value) => {
  const { status, text } = await exitOf(new WebApp(ONE).directory, option, value);
  expect(status).toBe(2);
  expect(text).toContain(option);
});

test('uncommitted changes are reported and not deployed', async () => {
  const app = new WebApp(ONE);
  app.write('behaviour.json', '{ "health": 500 }');
  app.write('new.txt', 'new');
  const run = await RunningEngine.start(app);
  expect(await run.runHead()).toMatchObject({ status: 'Succeeded' });
  expect(run.said('source.uncommitted')).toEqual(['2 uncommitted paths not part of this run: behaviour.json, new.txt']);
});
