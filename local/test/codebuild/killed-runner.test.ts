import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { isRunning } from './running';
import { commands, removeTemporaryDirectories, temporaryDirectory, writeTree } from './sample';
import { program } from '../engine/program';

afterAll(removeTemporaryDirectories);

test('nothing of a build is left after its runner was killed', async () => {
  const buildspec = commands('setsid sleep 300 & echo "pid $!"', 'env -i sleep 300 & echo "pid $!"', 'echo "directory $CODEBUILD_SRC_DIR"; echo "pid $$"; sleep 300');
  const source = writeTree(temporaryDirectory(), { 'buildspec.yml': buildspec });
  const runner = spawn(process.execPath, [program(), 'codebuild', '--source', source], { stdio: ['ignore', 'ignore', 'pipe'] });
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
  await once(runner, 'exit');
  while (pids.some(isRunning) || existsSync(directory)) await sleep(20);
});
