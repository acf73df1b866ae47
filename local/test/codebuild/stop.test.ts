import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { isRunning } from './running';
import { build, commands, removeTemporaryDirectories } from './sample';

afterAll(removeTemporaryDirectories);

describe('a build that is stopped', () => {
  test('ends everything that it started, with a message', async () => {
    const controller = new AbortController();
    const pids: number[] = [];
    const { result } = await build(commands('sleep 300 & echo "pid $!"; echo "pid $$"; sleep 300', 'echo never'), {
      signal: controller.signal,
      onOutput: (line) => {
        const pid = /^pid (\d+)$/.exec(line)?.[1];
        if (pid) pids.push(Number(pid));
        if (pids.length === 2) controller.abort();
      },
    });
    expect(result).toMatchObject({ status: 'STOPPED', phases: { BUILD: { status: 'STOPPED' }, FINALIZING: { status: 'SUCCEEDED' } } });
    expect(result.phases).not.toHaveProperty('POST_BUILD');
    expect(pids.filter(isRunning)).toEqual([]);
  });

  test('fails with SIGKILL if it ignores SIGTERM', async () => {
    const controller = new AbortController();
    let pid = 0;
    const { result } = await build(commands('trap "" TERM; echo "pid $$"; while :; do sleep 1; done'), {
      signal: controller.signal,
      onOutput: (line) => {
        const found = /^pid (\d+)$/.exec(line)?.[1];
        if (!found) return;
        pid = Number(found);
        controller.abort();
      },
    });
    expect(result.status).toBe('STOPPED');
    expect(isRunning(pid)).toBe(false);
  });

  test('does nothing if it was stopped before it began', async () => {
    const { result } = await build(commands('echo never'), { signal: AbortSignal.abort() });
    expect(result.status).toBe('STOPPED');
    expect(result.phases).not.toHaveProperty('BUILD');
  });
});

describe('after a build', () => {
  test('neither processes nor files are left', async () => {
    const { result, log } = await build(commands('setsid sleep 300 > /dev/null 2>&1 &', 'sleep 300 &',
      'echo "pid $!"; echo "src $CODEBUILD_SRC_DIR"', 'touch proof'));
    expect(result.status).toBe('SUCCEEDED');
    const sleeping = execFileSync('ps', ['-eo', 'pid=,args=']).toString().split('\n').filter((line) => line.includes('sleep 300'));
    expect(sleeping.filter((line) => belongsTo(result.id, Number(line.trim().split(' ')[0])))).toEqual([]);
    const source = log.map((line) => /^src (.*)/.exec(line)?.[1]).find((path) => path !== undefined) ?? tmpdir();
    expect(existsSync(source)).toBe(false);
    expect(readdirSync(tmpdir()).filter((name) => source.includes(name))).toEqual([]);
  });

  test('processes that have cleared their environment end, too', async () => {
    const { result, log } = await build(commands('env -i setsid sleep 300 > /dev/null 2>&1 & echo "pid $!"', 'touch proof'));
    expect(result.status).toBe('SUCCEEDED');
    expect(log.map((line) => Number(/^pid (\d+)$/.exec(line)?.[1])).filter((pid) => pid > 0).filter(isRunning)).toEqual([]);
  });

  test('a command whose child keeps the output open does not block the build', async () => {
    // It would sleep for longer than this test may take.
    const { result } = await build(commands('sleep 300 & touch proof'));
    expect(result.status).toBe('SUCCEEDED');
  });
});

function belongsTo(buildId: string, pid: number): boolean {
  try {
    return readFileSync(`/proc/${pid}/environ`, 'utf8').includes(buildId);
  } catch {
    return false;
  }
}
