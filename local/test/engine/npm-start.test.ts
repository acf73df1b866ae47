import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import { afterTest } from './after-test';
import { program } from './program';
import './running-engine';
import { WebApp } from './web-app';

const ROOT = join(__dirname, '../../..');

/** Steps of `npm start` that would install something. */
const INSTALLING = ['pack-library.sh', 'npm-ci.sh'];

function replaceScript(app: WebApp, name: string, text: string): void {
  writeFileSync(join(app.directory, 'scripts', name), text);
  chmodSync(join(app.directory, 'scripts', name), 0o755);
}

/** The scripts of this repository with another application; everything they would install exists already. */
function repositoryWith(app: WebApp): void {
  const { scripts: { start } } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as { scripts: { start: string } };
  app.write('package.json', JSON.stringify({ scripts: { start } }));
  cpSync(join(ROOT, 'scripts'), join(app.directory, 'scripts'), { recursive: true });
  for (const name of INSTALLING) replaceScript(app, name, '#!/bin/sh\n');
  replaceScript(app, 'check-machine.mjs', '');
  symlinkSync('.', join(app.directory, 'example'));
  app.write('local-stores.json', '{}');
  mkdirSync(join(app.directory, 'node_modules/gostyle-web-pipeline/assets'), { recursive: true });
  symlinkSync(dirname(program()), join(app.directory, 'node_modules/gostyle-web-pipeline/assets/local'));
}

function endGroup(leader: number | undefined): void {
  try {
    if (leader !== undefined) process.kill(-leader, 'SIGKILL');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}

test.each(['SIGTERM', 'SIGINT'] as const)('%s sent only to npm ends the run, and npm waits for its end', async (signal) => {
  const app = new WebApp([{ name: 'production', instances: 1 }]);
  repositoryWith(app);
  const npm = spawn('npm', ['start', '--', '--json', '--port', '0'], { cwd: app.directory, detached: true, stdio: ['ignore', 'pipe', 'ignore'] });
  afterTest(() => endGroup(npm.pid));
  const ended = once(npm, 'exit');
  let last = '';
  for await (const line of createInterface({ input: npm.stdout })) {
    if (!line.startsWith('{')) continue;
    last = line;
    if ((JSON.parse(line) as { code?: string }).code === 'execution.started') npm.kill(signal);
  }
  await ended;
  expect(JSON.parse(last)).toMatchObject({ type: 'summary', status: 'Stopped' });
  const left = execFileSync('ps', ['-eo', 'args'], { encoding: 'utf8' }).split('\n').filter((line) => line.includes(app.directory));
  expect(left).toEqual([]);
});

test('what the machine lacks ends it before anything is packed', () => {
  const app = new WebApp([{ name: 'production', instances: 1 }]);
  repositoryWith(app);
  replaceScript(app, 'check-machine.mjs', 'console.error("install the package uidmap"); process.exitCode = 2;\n');
  for (const name of INSTALLING) replaceScript(app, name, '#!/bin/sh\necho packing >&2\n');
  expect(spawnSync('npm', ['start', '--silent'], { cwd: app.directory, encoding: 'utf8' }))
    .toMatchObject({ status: 2, stdout: '', stderr: 'install the package uidmap\n' });
});

/** Somebody who has neither subordinate ids nor a home. */
const NOBODY = '65534';

test('the check before packing says what the run would say', () => {
  const state = mkdtempSync(join(tmpdir(), 'gostyle-check-machine-'));
  afterTest(() => rmSync(state, { recursive: true, force: true }));
  const check = [process.execPath, join(ROOT, 'scripts/check-machine.mjs'), state];
  const isRoot = process.getuid!() === 0;
  const [command, ...args] = isRoot ? ['setpriv', `--reuid=${NOBODY}`, `--regid=${NOBODY}`, '--clear-groups', ...check] : check;
  const { status, stderr } = spawnSync(command!, args, { encoding: 'utf8', env: { PATH: '/usr/bin:/bin' } });
  if (isRoot) expect(stderr).toMatch(/^without root, users inside an instance need subordinate ids, and \w+ has none .*`sudo usermod --add-subuids/m);
  expect(status).toBe(stderr === '' ? 0 : 2);
});
