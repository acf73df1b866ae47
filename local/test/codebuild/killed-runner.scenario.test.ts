import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { isRunning } from './running';
import { commands, removeTemporaryDirectories, temporaryDirectory, writeTree } from './sample';
import { program } from '../engine/program';
import { until } from '../until';

afterAll(removeTemporaryDirectories);

test('the folder for builds is removed with the last build', async () => {
  const parent = join(temporaryDirectory(), 'gostyle-0-0123456789ab');
  const source = writeTree(temporaryDirectory(), { 'buildspec.yml': commands('echo "directory $CODEBUILD_SRC_DIR"; sleep 300') });
  const options = ['codebuild', '--source', source];
  mkdirSync(parent);
  const runner = spawn(process.execPath, [program(), ...options], { stdio: ['ignore', 'ignore', 'pipe'], env: { ...process.env, TMPDIR: parent } });
  const ended = once(runner, 'exit');
  let isBuilding = false;
  for await (const line of createInterface({ input: runner.stderr })) {
    isBuilding = line.startsWith('directory ');
    if (isBuilding) break;
  }
  expect(isBuilding).toBe(true);
  runner.kill('SIGKILL');
  await ended;
  await until(() => !existsSync(parent));
});

test('nothing of a build is left after its runner has been killed', async () => {
  const last = 'echo "directory $CODEBUILD_SRC_DIR"; echo "pid $$"; sleep 300';
  const buildspec = commands('setsid sleep 300 & echo "pid $!"', 'env -i sleep 300 & echo "pid $!"', last);
  const source = writeTree(temporaryDirectory(), { 'buildspec.yml': buildspec });
  const runner = spawn(process.execPath, [program(), 'codebuild', '--source', source], { stdio: ['ignore', 'ignore', 'pipe'] });
  const ended = once(runner, 'exit');
  const pids: number[] = [];
  let directory = '';
  for await (const line of createInterface({ input: runner.stderr })) {
    directory ||= /^directory (.+)$/.exec(line)?.[1] ?? '';
    const pid = /^pid (\d+)$/.exec(line)?.[1];
    if (pid) pids.push(Number(pid));
    if (pids.length === 3) break;
  }
  expect([...pids.map(isRunning), existsSync(directory)]).toEqual([true, true, true, true]);

  runner.kill('SIGKILL');
  await ended;
  await until(() => !pids.some(isRunning) && !existsSync(directory));
});
