import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { endLeftovers, runProcess } from '../../src/codebuild/processes';

afterEach(() => jest.restoreAllMocks());

/** A shell that ends once it has been asked to twice: while it lives, its group is there. What it starts ends when it is first asked. */
const SHELL = 'turns=$(seq 2000); trap "trap - TERM" TERM; echo ready; for turn in $turns; do sleep 0.01; done';

/** Runs the shell until it is ready, then aborts. */
async function stopped(): Promise<unknown> {
  const controller = new AbortController();
  return runProcess('/bin/sh', ['-c', SHELL], {
    cwd: '/', env: { PATH: process.env.PATH ?? '' }, signal: controller.signal, onOutput: () => controller.abort(),
  });
}

/** From now on, looking for the group of a process fails with this, as it does when only processes of `sudo` are left in it. */
function looksFailWith(code: string): { readonly failed: Promise<number> } {
  const kill = process.kill.bind(process);
  let look = (_group: number) => {};
  const failed = new Promise<number>((resolve) => { look = resolve; });
  jest.spyOn(process, 'kill').mockImplementation((pid, signal) => {
    if (signal !== 0 || pid > 0) return kill(pid, signal);
    look(pid);
    throw Object.assign(new Error(`kill ${code}`), { code });
  });
  return { failed };
}

describe('a program that is stopped', () => {
  test('has ended when only processes of another user are left in its group', async () => {
    const { failed } = looksFailWith('EPERM');
    const ending = stopped();
    process.kill(await failed, 'SIGTERM');
    expect(await ending).toEqual({ signal: 'SIGTERM' });
  });

  test('reports an error of stopping it when it has ended, not before', async () => {
    const { failed } = looksFailWith('EINVAL');
    const ending = stopped();
    const group = await failed;
    // Jest fails a test with a rejection that nobody handles, which is reported in between.
    await new Promise((resolve) => setImmediate(resolve));
    process.kill(group, 'SIGTERM');
    await expect(ending).rejects.toThrow('kill EINVAL');
  });
});

test('what a build has left has ended before its files are deleted, also if it ends late and only when killed', async () => {
  const kill = process.kill.bind(process);
  let isKilled = false;
  const late: NodeJS.Timeout[] = [];
  jest.spyOn(process, 'kill').mockImplementation((pid, signal) => {
    if (signal !== 'SIGKILL') return true;
    // As on a machine that is slow.
    late.push(setTimeout(() => {
      kill(pid, signal);
      isKilled = true;
    }, 300));
    return true;
  });
  const child = spawn('sleep', ['60'], { env: { ...process.env, CODEBUILD_BUILD_ID: 'late:1' }, stdio: 'ignore' });
  await once(child, 'spawn');
  try {
    expect(await endLeftovers({ buildId: 'late:1', directory: '/none' })).toBe(1);
    expect(isKilled).toBe(true);
  } finally {
    late.forEach(clearTimeout);
    child.kill('SIGKILL');
  }
});
