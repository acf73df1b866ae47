import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, cpSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import { afterTest } from './after-test';
import { program } from './program';
import './running-engine';
import { WebApp } from './web-app';

const ROOT = join(__dirname, '../../..');

/** The scripts of this repository with another application; everything they would install exists already. */
function repositoryWith(app: WebApp): void {
  const { scripts: { start } } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as { scripts: { start: string } };
  app.write('package.json', JSON.stringify({ scripts: { start } }));
  cpSync(join(ROOT, 'scripts'), join(app.directory, 'scripts'), { recursive: true });
  for (const installing of ['pack-library.sh', 'npm-ci.sh']) {
    writeFileSync(join(app.directory, 'scripts', installing), '#!/bin/sh\n');
    chmodSync(join(app.directory, 'scripts', installing), 0o755);
  }
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
