import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
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

function folder(): string {
  const directory = mkdtempSync(join(tmpdir(), 'gostyle-refused-'));
  afterTest(() => rmSync(directory, { recursive: true, force: true }));
  return directory;
}

async function exitOf(directory: string, ...args: readonly string[]) {
  const run = new GostyleProcess(directory, '--once', ...args);
  return { status: await run.exit(), text: run.text };
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

test('a shallow clone is reported and built; fails a commit without files', async () => {
  const app = new WebApp(ONE);
  app.behave({ passesItsTest: false });
  app.commit('a second commit');
  const shallow = join(folder(), 'clone');
  execFileSync('git', ['clone', '-q', '--depth', '1', `file://${app.directory}`, shallow]);
  const run = await RunningEngine.start(app, { sourceDirectory: shallow });
  expect(await run.runHead()).toMatchObject({ status: 'Failed', stages: [{ status: 'Succeeded' }, { name: 'Build', status: 'Failed' }, {}, {}] });
  expect(run.said('source.shallow')).toEqual([expect.stringContaining('git fetch --unshallow')]);

  execFileSync('git', ['rm', '-rq', '--cached', '.'], { cwd: shallow });
  execFileSync('git', ['-c', 'user.name=Test', '-c', 'user.email=test@localhost', 'commit', '-qm', 'everything goes'], { cwd: shallow });
  expect(await run.runHead()).toMatchObject({ status: 'Failed', stages: [{ status: 'Failed' }, { status: 'NotStarted' }, {}, {}] });
  expect(run.engine.state().failure).toMatchObject({ stage: 'Source', title: expect.stringMatching(/^commit \w{7} has no files$/) as string });
});

test('fails a commit whose buildspec is broken three times in three ways, and the next one repairs it', async () => {
  const app = new WebApp(ONE);
  const run = await RunningEngine.start(app);
  const good = app.read('buildspec.yml');
  const broken = [
    ['version: 0.2\nphases: [', /YAML_FILE_ERROR/],
    ['version: 0.2\n', /YAML_FILE_ERROR|phases/],
    [good.replace('Infrastructure:', 'Other:'), /Infrastructure/],
  ] as const;
  for (const [text, why] of broken) {
    app.write('buildspec.yml', text);
    app.commit('a broken buildspec');
    expect(await run.runHead()).toMatchObject({ status: 'Failed' });
    const { stage, title, lastLines } = run.engine.state().failure ?? { lastLines: [] };
    expect(stage).toBe('Build');
    expect([title, ...lastLines].join('\n')).toMatch(why);
  }
  app.write('buildspec.yml', good);
  app.commit('the buildspec is repaired');
  expect(await run.runHead()).toMatchObject({ status: 'Succeeded' });
  expect(run.engine.state().failure).toBeUndefined();
});

test('fails a revision whose AppSpec is not YAML in BeforeInstall, where the agent first reads it', async () => {
  const app = new WebApp([{ name: 'production', instances: 2 }]);
  const run = await RunningEngine.start(app, { loadRate: 40 });
  const { commit } = await run.runHead();
  app.write('appspec.yml', 'version: 0.0\nos: [linux\n');
  app.commit('a broken appspec');
  expect(await run.runHead()).toMatchObject({ status: 'Failed' });
  expect(run.engine.state().failure?.title).toMatch(/BeforeInstall failed on instance/);
  expect(run.environment('production')).toMatchObject({ revision: commit.id, load: { dropped: 0 } });
});

test('refuses a template outside of the assembly', async () => {
  const app = new WebApp(ONE);
  const file = 'infrastructure/pipeline-template.mjs';
  app.write(file, app.read(file).replaceAll('Infrastructure::${stack}.template.json', 'Infrastructure::../../../../../../etc/passwd'));
  app.commit('a template from elsewhere');
  const run = await RunningEngine.start(app);
  expect(await run.runHead()).toMatchObject({ status: 'Failed' });
  expect(run.engine.state().failure?.title).toMatch(/path leads outside of the cloud assembly/);
});

test('refuses a state file that is not JSON, and names it', async () => {
  const app = new WebApp(ONE);
  const run = await RunningEngine.start(app);
  await run.runHead();
  await run.close();
  const file = join(app.directory, '.gostyle/environments/production/environment.json');
  writeFileSync(file, '{');
  await expect(RunningEngine.start(app)).rejects.toThrow(`${file} cannot be read`);
});
