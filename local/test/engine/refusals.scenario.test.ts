import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterTest } from './after-test';
import { RunningEngine } from './running-engine';
import { WebApp } from './web-app';

const ONE = [{ name: 'production', instances: 1 }];

function folder(): string {
  const directory = mkdtempSync(join(tmpdir(), 'gostyle-refused-'));
  afterTest(() => rmSync(directory, { recursive: true, force: true }));
  return directory;
}

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
